import { expect, test } from "vitest";
import { POST as changePassword } from "#app/api/account/password/route.ts";
import { GET as health } from "#app/api/health/route.ts";
import { POST as review } from "#app/api/images/[id]/review/route.ts";
import { DELETE as withdraw } from "#app/api/invites/[id]/route.ts";
import { POST as accept } from "#app/api/invites/accept/route.ts";
import { POST as invite } from "#app/api/invites/route.ts";
import { GET as jobs } from "#app/api/jobs/route.ts";
import { PATCH as patchSettings } from "#app/api/settings/route.ts";
import { POST as signIn } from "#app/api/sign-in/route.ts";
import { POST as signOut } from "#app/api/sign-out/route.ts";
import { POST as endSessions } from "#app/api/users/[id]/end-sessions/route.ts";
import { POST as passwordLink } from "#app/api/users/[id]/password-link/route.ts";
import { PATCH as changeRole, DELETE as removeUser } from "#app/api/users/[id]/route.ts";
import { GET as users } from "#app/api/users/route.ts";
import { setupLink } from "#lib/auth/invites.ts";
import { db } from "#lib/db/client.ts";
import { findSessionUser, forgetOldSessions } from "#lib/db/users/sessions.ts";
import { settingsSchema } from "#lib/schemas/settings.ts";
import { acceptedSchema, inviteLinkSchema, usersSchema } from "#lib/schemas/user.ts";
import {
  APP_URL,
  cookieOf,
  inviteToken,
  PASSWORD,
  pageRequest,
  setupToken,
  signedIn,
  tokenOf,
  useAccounts,
} from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

const ANA = { name: "Ana", email: "ana@example.com", password: PASSWORD };

async function makeAna(): Promise<void> {
  await answer(await accept(pageRequest("/", { token: await setupToken(), ...ANA }), context({})), 201, acceptedSchema);
}

const signInAs = (email: string, password: string, headers: Record<string, string> = {}) =>
  signIn(pageRequest("/api/sign-in", { email, password }, headers), context({}));

/** The Cookie header of the session that it begins. */
async function cookieFor(email: string, password: string): Promise<string> {
  const response = await signInAs(email, password);
  expect(response.status).toBe(204);
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

const statusFor = async (cookie: string) => (await jobs(request("/api/jobs", { headers: { cookie } }), {})).status;

test("the first admin comes by a link that counts once, and only while there is no user", async () => {
  const [one, other] = [await setupToken(), await setupToken()];
  await answer(await accept(pageRequest("/", { token: one, ...ANA }), context({})), 201, acceptedSchema);
  expect(await db.user.findMany({ select: { name: true, email: true, role: true } })).toEqual([
    { name: "Ana", email: "ana@example.com", role: "ADMIN" },
  ]);
  const bob = { name: "Bob", email: "bob@example.com", password: PASSWORD };
  for (const token of [one, other, "", "x"])
    await problem(await accept(pageRequest("/", { token, ...bob }), context({})), 404);
  expect(await setupLink()).toBeNull();
  expect(await statusFor(await cookieFor("ANA@example.com ", PASSWORD))).toBe(200);
});

test("of several who open links for the first admin at once, one becomes it", async () => {
  const tokens = [await setupToken(), await setupToken(), await setupToken()];
  const statuses = await Promise.all(
    tokens.map(async (token, index) => {
      const body = { ...ANA, token, email: `ana${index}@example.com` };
      return (await accept(pageRequest("/", body), context({}))).status;
    }),
  );
  expect(statuses.sort()).toEqual([201, 404, 404]);
  expect(await db.user.count()).toBe(1);
});

test("a sign-in sets a cookie that scripts don't see, and a sign-out ends the session", async () => {
  await makeAna();
  const response = await signInAs(ANA.email, PASSWORD);
  expect(await response.text()).toBe("");
  const [cookie = "", ...more] = response.headers.getSetCookie();
  expect(more).toEqual([]);
  expect(cookie).toMatch(/^packshot=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  const [sent = ""] = cookie.split(";");
  expect(await statusFor(sent)).toBe(200);
  const out = await signOut(pageRequest("/api/sign-out", {}, { cookie: sent }), context({}));
  expect(out.status).toBe(204);
  expect(out.headers.get("clear-site-data")).toBe('"cache"');
  expect(out.headers.getSetCookie()[0]).toMatch(/^packshot=; Max-Age=0;/);
  expect(await statusFor(sent)).toBe(401);
  expect(await db.session.count()).toBe(0);
});

test("a wrong password and an unknown address get the same answer", async () => {
  await makeAna();
  const answers = [await signInAs(ANA.email, "wrong"), await signInAs("nobody@example.com", "wrong")];
  const [wrong, unknown] = await Promise.all(answers.map((response) => problem(response, 401)));
  expect(unknown).toEqual(wrong);
  expect(answers.map((response) => response.headers.getSetCookie())).toEqual([[], []]);
});

test("after five failures of one address the account is closed to it, and to no other one", async () => {
  await makeAna();
  const from = (address: string) => ({ "x-packshot-address": address });
  const attempts = Array.from({ length: 9 }, () => signInAs(ANA.email, "wrong", from("192.0.2.1")));
  const statuses = (await Promise.all(attempts)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429]);
  const closed = await signInAs(ANA.email, PASSWORD, from("192.0.2.1"));
  await problem(closed, 429);
  expect(Number(closed.headers.get("retry-after"))).toBeGreaterThan(800);
  expect((await signInAs(ANA.email, PASSWORD, from("192.0.2.2"))).status).toBe(204);
  await db.$executeRaw`UPDATE "SignInAttempts" SET since = since - interval '16 minutes'`;
  expect((await signInAs(ANA.email, PASSWORD, from("192.0.2.1"))).status).toBe(204);
});

test("an address that tries many accounts is stopped, and sign-ins that succeed count for nothing", async () => {
  await makeAna();
  const headers = { "x-packshot-address": "192.0.2.3" };
  for (let round = 0; round < 2; round += 1) expect((await signInAs(ANA.email, PASSWORD, headers)).status).toBe(204);
  expect(await db.signInAttempts.aggregate({ _sum: { count: true } })).toEqual({ _sum: { count: 0 } });
  await db.signInAttempts.updateMany({ data: { count: 19 } });
  await problem(await signInAs("one@example.com", "wrong", headers), 401);
  await problem(await signInAs("two@example.com", "wrong", headers), 429);
  await problem(await signInAs("two@example.com", "wrong", { "x-packshot-address": "192.0.2.4" }), 401);
});

test("a session ends when it was idle for 12 hours, after a week, and with its user", async () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const used = await signedIn("VIEWER", { updatedAt: hoursAgo(11.9) });
  const idle = await signedIn("VIEWER", { updatedAt: hoursAgo(12.1) });
  const over = await signedIn("VIEWER", { expiresAt: hoursAgo(0.1) });
  expect(await statusFor(used.cookie)).toBe(200);
  expect(await statusFor(idle.cookie)).toBe(401);
  expect(await statusFor(over.cookie)).toBe(401);
  // Use keeps it.
  const [seen] = await db.session.findMany({ where: { token: used.token } });
  expect(Date.now() - (seen?.updatedAt.getTime() ?? 0)).toBeLessThan(60_000);
  await forgetOldSessions();
  expect(await db.session.findMany({ select: { token: true } })).toEqual([{ token: used.token }]);
  await db.user.delete({ where: { id: used.user.id } });
  expect(await statusFor(used.cookie)).toBe(401);
});

test("an idle session changes no password", async () => {
  await makeAna();
  const cookie = await cookieFor(ANA.email, PASSWORD);
  await db.$executeRaw`UPDATE "Session" SET "updatedAt" = now() - interval '13 hours'`;
  const body = { currentPassword: PASSWORD, newPassword: "another phrase of words" };
  await problem(await changePassword(pageRequest("/", body, { cookie }), {}), 401);
});

test("a cookie that somebody made up is none", async () => {
  const { token, cookie } = await signedIn("ADMIN");
  expect(await statusFor(cookie)).toBe(200);
  const forged = [
    cookieOf(token, "x".repeat(44)),
    `packshot=${token}`,
    `packshot=${token}.`,
    `packshot=.${cookie.split(".")[1]}`,
    `packshot=${token}.AAAA`,
    "packshot=%zz",
    "packshot=",
    `__Host-${cookie}`,
    `better-auth.session_token=${cookie.slice(9)}`,
  ];
  for (const each of forged) expect([each, await statusFor(each)]).toEqual([each, 401]);
  expect(await findSessionUser("")).toBeNull();
});

test("a change of the password ends all other sessions, and needs the current one", async () => {
  await makeAna();
  const [first, second] = [await cookieFor(ANA.email, PASSWORD), await cookieFor(ANA.email, PASSWORD)];
  const change = (currentPassword: string, newPassword: string) =>
    changePassword(pageRequest("/", { currentPassword, newPassword }, { cookie: first }), {});
  expect((await problem(await change("wrong", "another phrase of words"), 422)).errors?.[0]?.path).toBe(
    "currentPassword",
  );
  for (const easy of ["password123456", "aaaaaaaaaaaa", "123456789012", "ana@example.com", "Packshot2026!!"])
    expect((await problem(await change(PASSWORD, easy), 422)).errors?.[0]?.path).toBe("newPassword");
  await problem(await change(PASSWORD, "short"), 400);
  const changed = await change(PASSWORD, "another phrase of words");
  expect(changed.status).toBe(204);
  const renewed = changed.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  expect([await statusFor(first), await statusFor(second), await statusFor(renewed)]).toEqual([401, 401, 200]);
  await problem(await signInAs(ANA.email, PASSWORD), 401);
  expect((await signInAs(ANA.email, "another phrase of words")).status).toBe(204);
});

test("an invite creates one user with its address and role, whatever else is sent", async () => {
  const { cookie } = await signedIn("ADMIN");
  const body = { email: "Bob@Example.com", role: "REVIEWER" };
  const link = await answer(await invite(pageRequest("/", body, { cookie }), {}), 201, inviteLinkSchema);
  expect(await db.invite.count({ where: { tokenHash: tokenOf(link.url) } })).toBe(0);
  const given = { token: tokenOf(link.url), name: "Bob", email: "eve@example.com", role: "ADMIN", password: PASSWORD };
  await problem(await accept(pageRequest("/", { ...given, password: "password1234" }), context({})), 422);
  expect(await answer(await accept(pageRequest("/", given), context({})), 201, acceptedSchema)).toEqual({
    email: "bob@example.com",
  });
  await problem(await accept(pageRequest("/", given), context({})), 404);
  expect(await db.user.findUnique({ where: { email: "bob@example.com" } })).toMatchObject({ role: "REVIEWER" });
  expect(await db.user.count({ where: { email: "eve@example.com" } })).toBe(0);
  await problem(await invite(pageRequest("/", body, { cookie }), {}), 409);
});

test("an invite ends after three days, when it is withdrawn, and when a new one replaces it", async () => {
  const { cookie } = await signedIn("ADMIN");
  const replaced = await inviteToken("bob@example.com", "VIEWER");
  const withdrawn = await inviteToken("bob@example.com", "VIEWER");
  const list = await answer(await users(request("/", { headers: { cookie } }), {}), 200, usersSchema);
  expect(list.invites.map(({ email }) => email)).toEqual(["bob@example.com"]);
  const params = context({ id: list.invites[0]?.id ?? "" });
  const headers = { cookie, origin: "http://localhost:3000" };
  expect((await withdraw(request("/", { method: "DELETE", headers }), params)).status).toBe(204);
  const late = await inviteToken("late@example.com", "VIEWER");
  await db.$executeRaw`UPDATE "Invite" SET "expiresAt" = "expiresAt" - interval '73 hours'`;
  for (const token of [replaced, withdrawn, late])
    await problem(await accept(pageRequest("/", { token, name: "Bob", password: PASSWORD }), context({})), 404);
});

test("a link sets a password again and signs the user out, but does not change the role or the name", async () => {
  await makeAna();
  const cookie = await cookieFor(ANA.email, PASSWORD);
  const { id } = await db.user.findUniqueOrThrow({ where: { email: ANA.email } });
  const made = await passwordLink(pageRequest("/", {}, { cookie }), context({ id }));
  const { url } = await answer(made, 201, inviteLinkSchema);
  const body = { token: tokenOf(url), name: "Eve", password: "another phrase of words" };
  await answer(await accept(pageRequest("/", body), context({})), 201, acceptedSchema);
  expect(await statusFor(cookie)).toBe(401);
  expect((await signInAs(ANA.email, "another phrase of words")).status).toBe(204);
  expect(await db.user.findUnique({ where: { id } })).toMatchObject({ name: "Ana", role: "ADMIN" });
});

test("a role counts at once, and begins with a new session", async () => {
  const admin = await signedIn("ADMIN");
  const { user, cookie } = await signedIn("VIEWER");
  const change = (id: string, role: string) =>
    changeRole(pageRequest("/", { role }, { cookie: admin.cookie }), context({ id }));
  expect((await change(user.id, "VIEWER")).status).toBe(204);
  expect(await statusFor(cookie)).toBe(200);
  expect((await change(user.id, "EDITOR")).status).toBe(204);
  expect(await statusFor(cookie)).toBe(401);
  expect((await change("unknown", "EDITOR")).status).toBe(404);
  await problem(await change(user.id, "OWNER"), 400);
});

test("the last admin stays one", async () => {
  const [one, other] = [await signedIn("ADMIN"), await signedIn("ADMIN")];
  const headers = { cookie: one.cookie, origin: "http://localhost:3000" };
  const remove = (id: string) => removeUser(request("/", { method: "DELETE", headers }), context({ id }));
  const demote = (id: string) =>
    changeRole(pageRequest("/", { role: "EDITOR" }, { cookie: one.cookie }), context({ id }));
  expect((await remove(other.user.id)).status).toBe(204);
  await problem(await remove(one.user.id), 409);
  await problem(await demote(one.user.id), 409);
  expect(await statusFor(other.cookie)).toBe(401);
  expect(await statusFor(one.cookie)).toBe(200);
});

test("an admin signs a user out everywhere", async () => {
  const [admin, { user, cookie }] = [await signedIn("ADMIN"), await signedIn("EDITOR")];
  const end = (id: string) => endSessions(pageRequest("/", {}, { cookie: admin.cookie }), context({ id }));
  expect((await end(user.id)).status).toBe(204);
  expect(await statusFor(cookie)).toBe(401);
  expect((await end("unknown")).status).toBe(404);
});

test("health tells strangers only whether it works", async () => {
  expect(await (await health(request("/api/health"), {})).json()).toEqual({ status: "ok" });
  const { cookie } = await signedIn("VIEWER");
  expect(await (await health(request("/api/health", { headers: { cookie } }), {})).json()).toHaveProperty("model");
});

test("an editor approves nothing until an admin allows it, and from then on at once", async () => {
  const id = await makeGeneratedImage();
  const [admin, editor] = [await signedIn("ADMIN"), await signedIn("EDITOR")];
  const approve = () =>
    review(pageRequest("/", { decision: "approve" }, { cookie: editor.cookie }), context({ id })).then(
      ({ status }) => status,
    );
  const allow = async (editorsApprove: boolean, { cookie }: { cookie: string }) => {
    const headers = { cookie, origin: APP_URL };
    return patchSettings(jsonRequest("/", { editorsApprove }, { method: "PATCH", headers }), {});
  };
  expect(await approve()).toBe(403);
  await problem(await allow(true, editor), 403);
  expect(await answer(await allow(true, admin), 200, settingsSchema)).toMatchObject({ editorsApprove: true });
  expect(await approve()).toBe(200);
  await answer(await allow(false, admin), 200, settingsSchema);
  expect(await approve()).toBe(403);
});
