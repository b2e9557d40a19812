import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as jobs } from "#app/api/jobs/route.ts";
import { GET as callback } from "#app/api/sign-in/oidc/callback/route.ts";
import { POST as begin } from "#app/api/sign-in/oidc/route.ts";
import { db } from "#lib/db/client.ts";
import { type Env, env } from "#lib/env.ts";
import { once } from "#lib/once.ts";
import { oidcStartedSchema } from "#lib/schemas/user.ts";
import { APP_URL, inviteToken, pageRequest, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { CLIENT, FakeOidcProvider } from "#tests/support/fake-oidc-provider.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

const provider = new FakeOidcProvider();
const ANA = { email: "ana@example.com", email_verified: true, name: "Ana" };

beforeAll(async () => {
  await provider.start();
  Object.assign(env(), { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret });
});
afterAll(() => provider.stop());

/** As after a restart. */
function forgetDiscovery(): void {
  Object.assign(
    once("oidc-configuration", () => ({})),
    { configuration: null },
  );
}

beforeEach(() => {
  provider.reset();
  provider.claims = ANA;
  forgetDiscovery();
});
afterEach(() => {
  configure({ OIDC_ALLOWED: [], OIDC_ROLE_CLAIM: undefined, OIDC_DEFAULT_ROLE: "viewer" });
});

function configure(settings: Partial<Record<keyof Env, unknown>>): void {
  Object.assign(env(), settings);
}

const cookiesOf = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
const sessionOf = (response: Response) => cookiesOf(response).find((cookie) => cookie.startsWith("packshot=")) ?? null;
const statusFor = async (cookie: string) => (await jobs(request("/api/jobs", { headers: { cookie } }), {})).status;

async function started(next = "/jobs?status=FAILED") {
  const response = await begin(pageRequest("/api/sign-in/oidc", { next }), context({}));
  const [cookie = ""] = cookiesOf(response);
  return { cookie, url: (await answer(response, 200, oidcStartedSchema)).url };
}

const comeBack = (query: URLSearchParams | string, cookie: string) =>
  callback(request(`/api/sign-in/oidc/callback?${query}`, { headers: { cookie } }), context({}));

async function signIn(): Promise<Response> {
  const { cookie, url } = await started();
  return comeBack(provider.login(url), cookie);
}

/** No session, and the browser is sent to the page that says why. */
async function expectFailure(response: Response, failure: string): Promise<void> {
  expect([response.status, response.headers.get("location")]).toEqual([303, `/sign-in?failed=${failure}`]);
  expect(sessionOf(response)).toBeNull();
  expect(await db.session.count()).toBe(0);
}

test("the browser goes to the provider with PKCE, a state and a nonce, none of which a script of a page can read", async () => {
  const response = await begin(pageRequest("/api/sign-in/oidc", {}), context({}));
  expect(response.headers.getSetCookie()[0]).toMatch(
    /^packshot-oidc=.+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const url = new URL((await answer(response, 200, oidcStartedSchema)).url);
  expect(url.href.startsWith(`${provider.issuer}/authorize?`)).toBe(true);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: CLIENT.id,
    redirect_uri: `${APP_URL}/api/sign-in/oidc/callback`,
    response_type: "code",
    scope: "openid email profile",
    code_challenge_method: "S256",
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
});

test("a user with the verified address is signed in, and known by the subject from then on", async () => {
  const { id } = await db.user.create({ data: { name: "Ana", email: ANA.email, role: "EDITOR" } });
  const response = await signIn();
  expect([response.status, response.headers.get("location")]).toEqual([303, "/jobs?status=FAILED"]);
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^packshot-oidc=; Max-Age=0;/),
    expect.stringMatching(/^packshot=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
  expect(await statusFor(sessionOf(response) ?? "")).toBe(200);
  provider.claims = { email: "ana@elsewhere.example", email_verified: false };
  expect(sessionOf(await signIn())).not.toBeNull();
  expect(await db.session.findMany({ select: { userId: true } })).toEqual([{ userId: id }, { userId: id }]);
  expect(await db.user.findMany({ select: { email: true, role: true } })).toEqual([
    { email: ANA.email, role: "EDITOR" },
  ]);
});

test.each([
  ["unverified", { email_verified: false }],
  ["of which the provider doesn't say whether it is verified", { email_verified: undefined }],
  ["verified as a text", { email_verified: "true" }],
  ["missing", { email: undefined }],
  ["no address", { email: "ana" }],
])("an address that is %s matches no user", async (_what, claims) => {
  await db.user.create({ data: { name: "Ana", email: ANA.email, role: "ADMIN" } });
  configure({ OIDC_ALLOWED: ["example.com"] });
  provider.claims = { ...ANA, ...claims };
  await expectFailure(await signIn(), "unverified");
});

test("the address may come from userinfo, but only of the same subject", async () => {
  await db.user.create({ data: { name: "Ana", email: ANA.email, role: "VIEWER" } });
  provider.claims = {};
  provider.userinfo = { ...ANA, sub: "eve" };
  await expectFailure(await signIn(), "invalid");
  // What the ID token says is verified is another address.
  provider.claims = { email_verified: true };
  provider.userinfo = { ...ANA, email_verified: false };
  await expectFailure(await signIn(), "unverified");
  provider.userinfo = ANA;
  expect(sessionOf(await signIn())).not.toBeNull();
});

test("without a rule nobody becomes a user who was not invited", async () => {
  await expectFailure(await signIn(), "not-allowed");
  expect(await db.user.count()).toBe(0);
  await inviteToken(ANA.email, "REVIEWER");
  expect(sessionOf(await signIn())).not.toBeNull();
  expect(await db.user.findMany({ select: { name: true, email: true, role: true } })).toEqual([
    { name: "Ana", email: ANA.email, role: "REVIEWER" },
  ]);
  expect(await db.invite.count()).toBe(0);
});

test.each([
  [["example.com"], true],
  [["ana@example.com"], true],
  [["bob@example.com", "other.com"], false],
  [["ample.com"], false],
  [["com"], false],
])("with OIDC_ALLOWED=%j ana@example.com may join: %s", async (allowed, may) => {
  configure({ OIDC_ALLOWED: allowed, OIDC_DEFAULT_ROLE: "editor" });
  const response = await signIn();
  expect(sessionOf(response) !== null).toBe(may);
  expect(await db.user.findMany({ select: { role: true } })).toEqual(may ? [{ role: "EDITOR" }] : []);
});

test("a claim decides the role, at each sign-in", async () => {
  await signedIn("ADMIN");
  await db.session.deleteMany();
  configure({ OIDC_ROLE_CLAIM: "groups", OIDC_DEFAULT_ROLE: "admin" });
  await expectFailure(await signIn(), "no-role");
  provider.claims = { ...ANA, groups: ["staff", "Viewer", "packshot-editor"] };
  expect(sessionOf(await signIn())).not.toBeNull();
  const role = async () => (await db.user.findUniqueOrThrow({ where: { email: ANA.email } })).role;
  expect(await role()).toBe("EDITOR");
  provider.claims = { ...ANA, groups: "reviewer" };
  const last = sessionOf(await signIn());
  expect(await role()).toBe("REVIEWER");
  expect(await statusFor(last ?? "")).toBe(200);
  expect(await db.session.count()).toBe(1);
  provider.claims = ANA;
  provider.userinfo = { groups: ["viewer"] };
  expect(sessionOf(await signIn())).not.toBeNull();
  expect(await role()).toBe("VIEWER");
});

test("two sign-ins of a new person at once make one user", async () => {
  configure({ OIDC_ALLOWED: ["example.com"] });
  const responses = await Promise.all([signIn(), signIn(), signIn()]);
  expect(responses.map((response) => sessionOf(response) !== null)).toEqual([true, true, true]);
  expect(await db.user.count()).toBe(1);
});

test("an answer that this browser didn't ask for is refused", async () => {
  configure({ OIDC_ALLOWED: ["example.com"] });
  const { cookie, url } = await started();
  const other = await started();
  const query = provider.login(url);
  await expectFailure(await comeBack(query, ""), "expired");
  await expectFailure(await comeBack(query, cookie.slice(0, -5)), "expired");
  const { cookie: session } = await signedIn("ADMIN");
  const confused = await comeBack(query, session.replace("packshot=", "packshot-oidc="));
  expect(confused.headers.get("location")).toBe("/sign-in?failed=invalid");
  await db.session.deleteMany();
  await expectFailure(await comeBack(query, other.cookie), "invalid");
  const changes: Record<string, string>[] = [
    { state: "x" },
    { state: "" },
    { code: "x" },
    { code: "" },
    { iss: "https://evil.example" },
  ];
  for (const changed of changes)
    await expectFailure(
      await comeBack(new URLSearchParams({ ...Object.fromEntries(provider.login(url)), ...changed }), cookie),
      "invalid",
    );
  for (const query of ["", "code=1&code=2", "state=%ff", "error=server_error"])
    await expectFailure(await comeBack(query, cookie), "invalid");
});

test("a code counts once, and a provider that refuses says so", async () => {
  configure({ OIDC_ALLOWED: ["example.com"] });
  const { cookie, url } = await started();
  const query = provider.login(url);
  expect(sessionOf(await comeBack(query, cookie))).not.toBeNull();
  await db.session.deleteMany();
  await expectFailure(await comeBack(query, cookie), "invalid");
  const state = new URL(url).searchParams.get("state") ?? "";
  const denied = new URLSearchParams({ error: "access_denied", state, iss: provider.issuer });
  await expectFailure(await comeBack(denied, cookie), "denied");
});

test.each<[string, Record<string, unknown>]>([
  ["issuer", { iss: "https://evil.example" }],
  ["audience", { aud: "another client" }],
  ["nonce", { nonce: "another" }],
  ["nonce", { nonce: undefined }],
  ["end", { exp: 1 }],
  ["subject", { sub: "" }],
])("an ID token with a wrong %s is refused", async (_what, claims) => {
  configure({ OIDC_ALLOWED: ["example.com"] });
  provider.claims = { ...ANA, ...claims };
  await expectFailure(await signIn(), "invalid");
});

test("an ID token that the provider didn't sign is refused", async () => {
  configure({ OIDC_ALLOWED: ["example.com"] });
  provider.signedByAnother = true;
  await expectFailure(await signIn(), "invalid");
  provider.reset();
  provider.claims = ANA;
  provider.algorithm = "none";
  await expectFailure(await signIn(), "invalid");
});

test("a provider that can't be reached, or that says nonsense, is named before anybody leaves the page", async () => {
  const start = () => begin(pageRequest("/api/sign-in/oidc", {}), context({}));
  for (const metadata of [{ issuer: "https://evil.example" }, { padding: "x".repeat(2_000_000) }]) {
    provider.metadata = metadata;
    expect((await problem(await start(), 503)).detail).toMatch(/sign-in service doesn't answer/);
  }
  provider.reset();
  // It isn't asked again for each sign-in.
  expect((await start()).status).toBe(200);
  const asked = provider.requests.length;
  expect((await start()).status).toBe(200);
  expect(provider.requests.length).toBe(asked);
  configure({ OIDC_ISSUER: "http://127.0.0.1:9" });
  forgetDiscovery();
  await problem(await start(), 503);
  configure({ OIDC_ISSUER: provider.issuer });
});

test("an address that comes back without end is stopped", async () => {
  const { cookie } = await started();
  for (let round = 0; round < 20; round += 1) await comeBack("code=x&state=x", cookie);
  await expectFailure(await comeBack("code=x&state=x", cookie), "too-many");
});

test("without a provider there is no such sign-in", async () => {
  configure({ OIDC_ISSUER: undefined });
  await problem(await begin(pageRequest("/api/sign-in/oidc", {}), context({})), 404);
  await problem(await comeBack("code=x&state=x", ""), 404);
  configure({ OIDC_ISSUER: provider.issuer });
});
