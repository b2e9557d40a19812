import { expect, test, vi } from "vitest";
import { DELETE as removePasskey } from "#app/api/account/passkeys/[id]/route.ts";
import { POST as optionsToAdd } from "#app/api/account/passkeys/options/route.ts";
import { POST as addPasskey } from "#app/api/account/passkeys/route.ts";
import { POST as accept } from "#app/api/invites/accept/route.ts";
import { GET as jobs } from "#app/api/jobs/route.ts";
import { POST as optionsToSignIn } from "#app/api/sign-in/passkey/options/route.ts";
import { POST as signIn } from "#app/api/sign-in/passkey/route.ts";
import { POST as signInWithPassword } from "#app/api/sign-in/route.ts";
import { POST as reset } from "#app/api/users/[id]/reset-two-factor/route.ts";
import { GET as users } from "#app/api/users/route.ts";
import { signed } from "#lib/auth/session-cookie.ts";
import { db } from "#lib/db/client.ts";
import { newPasskeyOptionsSchema, passkeyOptionsSchema, passkeySchema } from "#lib/schemas/passkey.ts";
import { acceptedSchema, usersSchema } from "#lib/schemas/user.ts";
import { inviteToken, PASSWORD, pageRequest, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";
import { SoftwareKey } from "#tests/support/software-key.ts";

useAccounts();
useDatabase();

const MINUTE_MS = 60_000;

const statusFor = async (cookie: string) => (await jobs(request("/api/jobs", { headers: { cookie } }), {})).status;
const ask = (cookie: string, password?: string) => optionsToAdd(pageRequest("/", { password }, { cookie }), {});
const add = (cookie: string, credential: unknown, name = "Phone") =>
  addPasskey(pageRequest("/", { name, credential }, { cookie }), {});
const use = (credential: unknown, headers: Record<string, string> = {}) =>
  signIn(pageRequest("/", { credential }, headers), context({}));

const challengeToAdd = async (cookie: string) =>
  (await answer(await ask(cookie), 200, newPasskeyOptionsSchema)).challenge;
const challengeToSignIn = async () =>
  (await answer(await optionsToSignIn(pageRequest("/", {}), context({})), 200, passkeyOptionsSchema)).challenge;

/** A user without a password, who has a passkey. */
async function withPasskey() {
  const { user, cookie } = await signedIn("EDITOR");
  const key = new SoftwareKey();
  await answer(await add(cookie, key.create({ challenge: await challengeToAdd(cookie) })), 201, passkeySchema);
  return { user, cookie, key };
}

test("a passkey is added, and signs its user in", async () => {
  const { user, key } = await withPasskey();
  const response = await use(key.use({ challenge: await challengeToSignIn() }));
  expect(response.status).toBe(204);
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^packshot=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(await statusFor(cookie.split(";")[0] ?? "")).toBe(200);
  expect(await db.session.count({ where: { userId: user.id } })).toBe(2);
  expect(await db.passkey.findMany({ select: { name: true, lastUsedAt: true } })).toEqual([
    { name: "Phone", lastUsedAt: expect.any(Date) },
  ]);
});

test("the browser is asked for a key that it keeps, and that checks who holds it", async () => {
  const { cookie, user, key } = await withPasskey();
  expect(await (await ask(cookie)).json()).toMatchObject({
    rp: { name: "Packshot", id: "localhost" },
    user: { id: Buffer.from(user.id).toString("base64url"), name: user.email },
    excludeCredentials: [{ id: key.id }],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  const options: unknown = await (await optionsToSignIn(pageRequest("/", {}), context({}))).json();
  expect(options).toMatchObject({ rpId: "localhost", userVerification: "required" });
  expect(options).not.toHaveProperty("allowCredentials");
});

test.each([
  ["of another origin", { origin: "https://evil.example" }],
  ["of another port", { origin: "http://localhost:4000" }],
  ["for another site", { rpId: "evil.example" }],
  ["without a check of who holds the key", { isVerified: false }],
])("an answer %s neither adds a passkey nor signs in", async (_what, lie) => {
  const { cookie, key } = await withPasskey();
  const other = new SoftwareKey();
  await problem(await add(cookie, other.create({ challenge: await challengeToAdd(cookie), ...lie })), 422);
  await problem(await use(key.use({ challenge: await challengeToSignIn(), ...lie })), 401);
  expect([await db.passkey.count(), await db.session.count()]).toEqual([1, 1]);
});

test("a challenge counts once, for five minutes, and for what it was made for", async () => {
  const { cookie, key } = await withPasskey();
  const once = key.use({ challenge: await challengeToSignIn() });
  const answers = await Promise.all([use(once), use(once)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
  const other = await signedIn("EDITOR");
  const created = new SoftwareKey();
  for (const challenge of [await challengeToAdd(other.cookie), await challengeToSignIn()])
    await problem(await add(cookie, created.create({ challenge })), 422);
  await problem(await use(key.use({ challenge: await challengeToAdd(cookie) })), 401);
  const late = [await challengeToAdd(cookie), await challengeToSignIn()] as const;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6 * MINUTE_MS });
  await problem(await add(cookie, created.create({ challenge: late[0] })), 422);
  await problem(await use(key.use({ challenge: late[1] })), 401);
  vi.useRealTimers();
});

test("a challenge that somebody made up is none", async () => {
  const { key } = await withPasskey();
  const own = { userId: null, until: Date.now() + MINUTE_MS, random: "x" };
  const value = Buffer.from(JSON.stringify(own)).toString("base64url");
  const forged = [value, `${value}.AAAA`, signed("not json"), signed(Buffer.from("{}").toString("base64url")), ""];
  for (const text of forged)
    await problem(await use(key.use({ challenge: Buffer.from(text).toString("base64url") })), 401);
  expect((await use(key.use({ challenge: Buffer.from(signed(value)).toString("base64url") }))).status).toBe(204);
});

test("a copy of a key that counts its uses is noticed", async () => {
  const { key } = await withPasskey();
  const withCounter = async (counter: number) => use(key.use({ challenge: await challengeToSignIn(), counter }));
  expect((await withCounter(5)).status).toBe(204);
  await problem(await withCounter(5), 401);
  await problem(await withCounter(3), 401);
  expect((await withCounter(6)).status).toBe(204);
});

test("an unknown key, another one's signature and an answer of the wrong kind are refused alike", async () => {
  const { key } = await withPasskey();
  const other = new SoftwareKey();
  const wrong = other.use({ challenge: await challengeToSignIn() });
  const refused = [
    await use(wrong),
    await use({ ...wrong, id: key.id, rawId: key.id }),
    await use(key.use({ challenge: await challengeToSignIn(), type: "webauthn.create" })),
  ];
  const details = await Promise.all(refused.map(async (response) => (await problem(response, 401)).detail));
  expect(new Set(details).size).toBe(1);
  for (const credential of [null, {}, { ...wrong, id: "../x" }, { ...wrong, type: "password" }])
    await problem(await use(credential), 400);
});

test("an address that tries without end is stopped", async () => {
  await withPasskey();
  const key = new SoftwareKey();
  const headers = { "x-packshot-address": "192.0.2.1" };
  await db.signInAttempts.deleteMany();
  const credential = key.use({ challenge: await challengeToSignIn() });
  for (let round = 0; round < 20; round += 1) await problem(await use(credential, headers), 401);
  await problem(await use(credential, headers), 429);
});

test("a user with a password has to enter it first", async () => {
  const token = await inviteToken("ana@example.com", "EDITOR");
  const body = { token, name: "Ana", password: PASSWORD };
  await answer(await accept(pageRequest("/", body), context({})), 201, acceptedSchema);
  const credentials = { email: "ana@example.com", password: PASSWORD };
  const [session = ""] = (await signInWithPassword(pageRequest("/", credentials), context({}))).headers.getSetCookie();
  const cookie = session.split(";")[0] ?? "";
  for (const password of [undefined, "", "wrong"])
    expect((await problem(await ask(cookie, password), 422)).errors?.[0]?.path).toBe("password");
  await answer(await ask(cookie, PASSWORD), 200, newPasskeyOptionsSchema);
});

test("users remove their own passkeys, and nobody else's", async () => {
  const { cookie, key } = await withPasskey();
  const other = await signedIn("ADMIN");
  const remove = (session: string, id: string) => {
    const headers = { cookie: session, origin: "http://localhost:3000" };
    return removePasskey(request("/", { method: "DELETE", headers }), context({ id }));
  };
  await problem(await remove(other.cookie, key.id), 404);
  await problem(await remove(cookie, "unknown"), 404);
  expect((await remove(cookie, key.id)).status).toBe(204);
  await problem(await use(key.use({ challenge: await challengeToSignIn() })), 401);
});

test("an admin removes the passkeys of a user, with the second step", async () => {
  const { user, key } = await withPasskey();
  const { cookie } = await signedIn("ADMIN");
  const list = async () =>
    (await answer(await users(request("/", { headers: { cookie } }), {}), 200, usersSchema)).users.find(
      ({ id }) => id === user.id,
    )?.passkeys;
  expect(await list()).toBe(1);
  expect((await reset(pageRequest("/", {}, { cookie }), context({ id: user.id }))).status).toBe(204);
  expect(await list()).toBe(0);
  await problem(await use(key.use({ challenge: await challengeToSignIn() })), 401);
});

test("a key belongs to one user, and is gone with the user", async () => {
  const { user, key } = await withPasskey();
  const other = await signedIn("EDITOR");
  await problem(await add(other.cookie, key.create({ challenge: await challengeToAdd(other.cookie) })), 409);
  await db.user.delete({ where: { id: user.id } });
  await problem(await use(key.use({ challenge: await challengeToSignIn() })), 401);
  expect(await db.passkey.count()).toBe(0);
});
