import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { POST as newCodes } from "#app/api/account/two-factor/backup-codes/route.ts";
import { POST as confirm } from "#app/api/account/two-factor/confirm/route.ts";
import { POST as disable } from "#app/api/account/two-factor/disable/route.ts";
import { POST as start } from "#app/api/account/two-factor/route.ts";
import { POST as accept } from "#app/api/invites/accept/route.ts";
import { GET as jobs } from "#app/api/jobs/route.ts";
import { POST as sendCode } from "#app/api/sign-in/code/route.ts";
import { POST as signIn } from "#app/api/sign-in/route.ts";
import { POST as reset } from "#app/api/users/[id]/reset-two-factor/route.ts";
import { GET as users } from "#app/api/users/route.ts";
import { db } from "#lib/db/client.ts";
import { forgetOldSessions } from "#lib/db/users/sessions.ts";
import {
  acceptedSchema,
  backupCodesSchema,
  codeRequiredSchema,
  twoFactorSecretSchema,
  usersSchema,
} from "#lib/schemas/user.ts";
import { cookieOf, PASSWORD, pageRequest, setupToken, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { appCode } from "#tests/support/authenticator.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

const ANA = { name: "Ana", email: "ana@example.com", password: PASSWORD };
const STEP_MS = 30_000;

// In the middle of a code's time, so that none ends during a test.
beforeEach(() => {
  const now = Math.floor(Date.now() / STEP_MS) * STEP_MS + STEP_MS / 2;
  vi.useFakeTimers({ toFake: ["Date"], now });
});
afterEach(() => {
  vi.useRealTimers();
});

const cookiesOf = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
const statusFor = async (cookie: string) => (await jobs(request("/api/jobs", { headers: { cookie } }), {})).status;
const withPassword = (password = PASSWORD, headers: Record<string, string> = {}) =>
  signIn(pageRequest("/api/sign-in", { email: ANA.email, password }, headers), context({}));
const withCode = (cookie: string, code: string, headers: Record<string, string> = {}) =>
  sendCode(pageRequest("/api/sign-in/code", { code }, { cookie, ...headers }), context({}));

/** The Cookie header of a user without a second step. */
async function makeAna(): Promise<string> {
  await answer(await accept(pageRequest("/", { token: await setupToken(), ...ANA }), context({})), 201, acceptedSchema);
  return cookiesOf(await withPassword())[0] ?? "";
}

async function startedSecret(cookie: string): Promise<string> {
  const started = await start(pageRequest("/", { password: PASSWORD }, { cookie }), {});
  return (await answer(started, 201, twoFactorSecretSchema)).secret;
}

/** Ana with a second step, and the Cookie header of her session. */
async function makeCarefulAna() {
  const first = await makeAna();
  const secret = await startedSecret(first);
  const confirmed = await confirm(pageRequest("/", { code: appCode(secret, -1) }, { cookie: first }), {});
  const [cookie = ""] = cookiesOf(confirmed);
  const { backupCodes } = await answer(confirmed, 200, backupCodesSchema);
  return { first, cookie, secret, backupCodes };
}

/** The Cookie header of a sign-in that waits for a code. */
async function challenge(headers: Record<string, string> = {}): Promise<string> {
  const response = await withPassword(PASSWORD, headers);
  const [cookie = "", ...more] = cookiesOf(response);
  expect([cookie.split("=")[0], more]).toEqual(["packshot-code", []]);
  expect(response.headers.getSetCookie()[0]).toMatch(/; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  await answer(response, 200, codeRequiredSchema);
  return cookie;
}

test("the secret is drawn, and encrypted in the database", async () => {
  const cookie = await makeAna();
  const response = await start(pageRequest("/", { password: PASSWORD }, { cookie }), {});
  const { secret, url, qrSize, qrPath } = await answer(response, 201, twoFactorSecretSchema);
  expect(url).toBe(`otpauth://totp/Packshot:ana%40example.com?secret=${secret}&issuer=Packshot&digits=6&period=30`);
  expect(qrSize).toBeGreaterThan(20);
  // The corner that every code begins with.
  expect(qrPath).toMatch(/^M4 4h1v1h-1zM5 4h1v1h-1zM6 4h1v1h-1z/);
  const [row] = await db.twoFactor.findMany();
  expect(JSON.stringify(row)).not.toContain(secret);
});

test("a sign-in asks for no code before one has confirmed the app", async () => {
  const cookie = await makeAna();
  const secret = await startedSecret(cookie);
  expect((await withPassword()).status).toBe(204);
  for (const code of ["000000", "backup-codes", appCode(secret, 5)])
    expect((await problem(await confirm(pageRequest("/", { code }, { cookie }), {}), 422)).errors?.[0]?.path).toBe(
      "code",
    );
  expect((await withPassword()).status).toBe(204);
});

test("with a second step there is no session before the code, and the code begins one", async () => {
  const { first, cookie, secret, backupCodes } = await makeCarefulAna();
  expect([await statusFor(first), await statusFor(cookie)]).toEqual([401, 200]);
  expect(new Set(backupCodes).size).toBe(10);
  const sessions = await db.session.count();
  const waiting = await challenge();
  expect(await db.session.count()).toBe(sessions);
  // Nothing of the first step counts as a session, under no name.
  const value = waiting.slice("packshot-code=".length);
  for (const name of ["packshot-code", "packshot", "better-auth.session_token"])
    expect(await statusFor(`${name}=${value}`)).toBe(401);
  const done = await withCode(waiting, appCode(secret));
  expect(done.status).toBe(204);
  const session = cookiesOf(done).find((each) => each.startsWith("packshot=")) ?? "";
  expect(await statusFor(session)).toBe(200);
  // The step is over.
  await problem(await withCode(waiting, appCode(secret, 1)), 401);
});

test("a code is taken once, by one of several at once", async () => {
  const { secret } = await makeCarefulAna();
  const waiting = await Promise.all([challenge(), challenge(), challenge()]);
  // The one that confirmed the app was used.
  await problem(await withCode(waiting[0] ?? "", appCode(secret, -1)), 422);
  const answers = await Promise.all(waiting.map((cookie) => withCode(cookie, appCode(secret))));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 422, 422]);
  vi.setSystemTime(Date.now() + STEP_MS);
  await problem(await withCode(await challenge(), appCode(secret, -1)), 422);
  expect((await withCode(await challenge(), appCode(secret))).status).toBe(204);
});

test("a backup code works once", async () => {
  const { backupCodes } = await makeCarefulAna();
  const [code = "", other = ""] = backupCodes;
  const waiting = await Promise.all([challenge(), challenge()]);
  const answers = await Promise.all(waiting.map((cookie) => withCode(cookie, code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
  await problem(await withCode(await challenge(), code), 422);
  expect((await withCode(await challenge(), ` ${other} `)).status).toBe(204);
});

const from = (address: string) => ({ "x-packshot-address": address });

test("five wrong codes close the step to the address, and a sixth ends it", async () => {
  const { secret } = await makeCarefulAna();
  const waiting = await challenge(from("192.0.2.1"));
  for (let round = 0; round < 5; round += 1)
    await problem(await withCode(waiting, `00000${round}`, from("192.0.2.1")), 422);
  await problem(await withCode(waiting, appCode(secret), from("192.0.2.1")), 429);
  await problem(await withCode(waiting, "000006", from("192.0.2.2")), 401);
  await problem(await withCode(waiting, appCode(secret), from("192.0.2.2")), 401);
});

test("ten wrong codes in a row close the second step for a while, from wherever they come", async () => {
  const { secret } = await makeCarefulAna();
  await db.twoFactor.updateMany({ data: { failedVerificationCount: 9 } });
  await problem(await withCode(await challenge(from("192.0.2.3")), "000000", from("192.0.2.3")), 422);
  await problem(await withCode(await challenge(from("192.0.2.4")), appCode(secret), from("192.0.2.4")), 429);
  vi.setSystemTime(Date.now() + 16 * 60_000);
  expect((await withCode(await challenge(from("192.0.2.4")), appCode(secret), from("192.0.2.4"))).status).toBe(204);
});

test("a step that somebody made up, that has expired or that is of a user who is gone is none", async () => {
  const { secret } = await makeCarefulAna();
  const waiting = await challenge();
  const [row] = await db.verification.findMany({ where: { identifier: { startsWith: "2fa-" } }, take: 1 });
  const forged = cookieOf(row?.identifier ?? "", "x".repeat(44)).replace("packshot=", "packshot-code=");
  for (const cookie of ["", forged, "packshot-code=%zz", "packshot-code=2fa-1.AAAA", waiting.slice(0, -9)])
    await problem(await withCode(cookie, appCode(secret)), 401);
  await db.verification.updateMany({ data: { expiresAt: new Date(Date.now() - 60_000) } });
  await problem(await withCode(waiting, appCode(secret)), 401);
  await forgetOldSessions();
  expect(await db.verification.count()).toBe(0);
  const late = await challenge();
  await db.user.deleteMany();
  await problem(await withCode(late, appCode(secret)), 401);
});

test("another user's session doesn't answer for the step", async () => {
  const { secret } = await makeCarefulAna();
  const { cookie, user } = await signedIn("VIEWER");
  const done = await withCode(`${cookie}; ${await challenge()}`, appCode(secret));
  expect(done.status).toBe(204);
  const sessions = await db.session.findMany({ where: { userId: user.id } });
  expect(sessions).toHaveLength(1);
  await problem(await withCode(`${cookie}; ${await challenge()}`, "000000"), 422);
  await problem(await withCode(cookie, appCode(secret, 1)), 401);
});

test("turning it on or off and new backup codes need the password", async () => {
  const plain = await makeAna();
  const wrong = { password: "not the password" };
  expect((await problem(await start(pageRequest("/", wrong, { cookie: plain }), {}), 422)).errors?.[0]?.path).toBe(
    "password",
  );
  const right = { password: PASSWORD };
  await problem(await disable(pageRequest("/", right, { cookie: plain }), {}), 409);
  await problem(await newCodes(pageRequest("/", right, { cookie: plain }), {}), 409);
  const secret = await startedSecret(plain);
  const code = appCode(secret, -1);
  const [cookie = ""] = cookiesOf(await confirm(pageRequest("/", { code }, { cookie: plain }), {}));
  await problem(await start(pageRequest("/", right, { cookie }), {}), 409);
  await problem(await confirm(pageRequest("/", { code: appCode(secret) }, { cookie }), {}), 409);
  for (const handler of [disable, newCodes]) await problem(await handler(pageRequest("/", wrong, { cookie }), {}), 422);
  const { backupCodes } = await answer(await newCodes(pageRequest("/", right, { cookie }), {}), 201, backupCodesSchema);
  expect((await withCode(await challenge(), backupCodes[0] ?? "")).status).toBe(204);
  const off = await disable(pageRequest("/", right, { cookie }), {});
  expect(off.status).toBe(204);
  const renewed = cookiesOf(off).find((each) => each.startsWith("packshot=")) ?? "";
  expect([await statusFor(cookie), await statusFor(renewed)]).toEqual([401, 200]);
  expect((await withPassword()).status).toBe(204);
});

test("new backup codes replace the earlier ones", async () => {
  const { cookie, backupCodes } = await makeCarefulAna();
  await answer(await newCodes(pageRequest("/", { password: PASSWORD }, { cookie }), {}), 201, backupCodesSchema);
  await problem(await withCode(await challenge(), backupCodes[0] ?? ""), 422);
});

test("a user without a password has no first step that a second could follow", async () => {
  const { cookie } = await signedIn("VIEWER");
  await problem(await start(pageRequest("/", { password: PASSWORD }, { cookie }), {}), 409);
});

test("an admin turns it off for a user, who has to sign in again", async () => {
  const { cookie } = await makeCarefulAna();
  const admin = await signedIn("ADMIN");
  const { id } = await db.user.findUniqueOrThrow({ where: { email: ANA.email } });
  const listed = async () => {
    const list = await answer(await users(request("/", { headers: { cookie: admin.cookie } }), {}), 200, usersSchema);
    return list.users.find((user) => user.id === id)?.twoFactor;
  };
  expect(await listed()).toBe(true);
  const waiting = await challenge();
  const off = (userId: string) => reset(pageRequest("/", {}, { cookie: admin.cookie }), context({ id: userId }));
  expect((await off(id)).status).toBe(204);
  expect(await listed()).toBe(false);
  expect(await statusFor(cookie)).toBe(401);
  await problem(await withCode(waiting, "000000"), 422);
  expect((await withPassword()).status).toBe(204);
  expect((await off("unknown")).status).toBe(404);
});

test("a secret that another AUTH_SECRET has encrypted is told, and is no fault of the server", async () => {
  const { secret, backupCodes } = await makeCarefulAna();
  await db.twoFactor.updateMany({ data: { secret: "ab".repeat(60), backupCodes: "ab".repeat(60) } });
  for (const code of [appCode(secret), backupCodes[0] ?? ""])
    expect(await problem(await withCode(await challenge(), code), 409)).toMatchObject({
      detail: expect.stringContaining("AUTH_SECRET"),
    });
});
