import "server-only";
import { encodeQR } from "qr";
import { z } from "zod";
import { isFirstUse, limited, tooManyAttempts } from "#lib/auth/attempts.ts";
import { auth } from "#lib/auth/lazy-auth.ts";
import { ownAccount, withPassword } from "#lib/auth/own-account.ts";
import type { User } from "#lib/auth/permissions.ts";
import { codeChallenge, codeCookieName, onlyCookie } from "#lib/auth/session-cookie.ts";
import { record } from "#lib/db/audit.ts";
import { findAppSecret, findChallengedUser, findSecondStep } from "#lib/db/users/two-factor.ts";
import { findUser } from "#lib/db/users/users.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";
import { log } from "#lib/log.ts";
import { backupCodesSchema, type TwoFactorSecret } from "#lib/schemas/user.ts";

const LOCKED_SECONDS = 15 * 60;
const isAppCode = (code: string) => /^\d{6}$/.test(code);

/** Modules of light around the code, which scanners look for. */
const QUIET_ZONE = 4;

/** A square of the path for each dark module. */
function drawn(url: string): Pick<TwoFactorSecret, "qrSize" | "qrPath"> {
  const rows = encodeQR(url, "raw", { border: QUIET_ZONE });
  const squares = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  return { qrSize: rows.length, qrPath: squares.join("") };
}

async function requireStep(userId: string, isOn: boolean): Promise<void> {
  const step = await findSecondStep(userId);
  if (step.isOn !== isOn)
    throw new AppError("conflict", `Two-factor sign-in is ${step.isOn ? "on already" : "off"}. Reload the page.`);
  if (!step.hasPassword) throw new AppError("conflict", "Two-factor sign-in is for users who sign in with a password.");
}

function wrongCode(): AppError {
  const message = "Wrong code. Each code works once: enter a new one.";
  return new AppError("unprocessable", message, { fields: [{ path: "code", message }] });
}

/** The secret for an authenticator app. It counts once a code of the app has confirmed it. */
export async function startTwoFactor(user: User, password: string, headers: Headers): Promise<TwoFactorSecret> {
  const account = await ownAccount(user);
  await requireStep(account.id, false);
  const { api } = await auth();
  const response = await withPassword(account, "password", headers, () =>
    api.enableTwoFactor({ body: { password }, headers, asResponse: true }),
  );
  const { totpURI: url } = z.object({ totpURI: z.string() }).parse(await response.json());
  return { secret: new URL(url).searchParams.get("secret") ?? "", url, ...drawn(url) };
}

/** Turns the second step on: a new session takes the place of the current one. */
export async function confirmTwoFactor(user: User, code: string, headers: Headers) {
  const { id } = await ownAccount(user);
  await requireStep(id, false);
  const { api } = await auth();
  const response = await limited(`code ${id}`, headers, async () =>
    isAppCode(code) && (await isFirstUse(id, code))
      ? api.verifyTOTP({ body: { code }, headers, asResponse: true })
      : new Response(null, { status: 401 }),
  );
  if (!response.ok) throw wrongCode();
  await record("two-factor.on", { target: id });
  const { backupCodes } = await api.viewBackupCodes({ body: { userId: id } });
  return { cookies: response.headers.getSetCookie(), backupCodes };
}

/** The earlier ones don't count any more. */
export async function newBackupCodes(user: User, password: string, headers: Headers): Promise<string[]> {
  const account = await ownAccount(user);
  await requireStep(account.id, true);
  const { api } = await auth();
  const response = await withPassword(account, "password", headers, () =>
    api.generateBackupCodes({ body: { password }, headers, asResponse: true }),
  );
  await record("two-factor.codes", { target: account.id });
  return backupCodesSchema.parse(await response.json()).backupCodes;
}

/** The cookies of the session that takes the place of the current one. */
export async function stopTwoFactor(user: User, password: string, headers: Headers): Promise<string[]> {
  const account = await ownAccount(user);
  await requireStep(account.id, true);
  const { api } = await auth();
  const response = await withPassword(account, "password", headers, () =>
    api.disableTwoFactor({ body: { password }, headers, asResponse: true }),
  );
  await record("two-factor.off", { target: account.id });
  return response.headers.getSetCookie();
}

/** Throws a 409 `AppError` where the secret was encrypted with another AUTH_SECRET. */
async function requireReadable(userId: string): Promise<void> {
  const data = await findAppSecret(userId);
  if (data === null) return;
  const { symmetricDecrypt } = await import("better-auth/crypto");
  await symmetricDecrypt({ key: env().AUTH_SECRET ?? "", data }).catch((cause: unknown) => {
    const message =
      "Codes can't be checked, because AUTH_SECRET was changed. Ask an admin to reset two-factor sign-in.";
    throw new AppError("conflict", message, { cause });
  });
}

/** The second step of a sign-in: the cookies of a new session. */
export async function signInWithCode(code: string, given: Headers): Promise<string[]> {
  const challenge = codeChallenge(given);
  const userId = challenge === null ? null : await findChallengedUser(challenge);
  const ended = () => new AppError("unauthenticated", "This sign-in has expired. Enter your password again.");
  if (userId === null) throw ended();
  const { api } = await auth();
  // With a session Better Auth would check the code for that one, and not count it.
  const headers = onlyCookie(given, codeCookieName());
  const check = async () => {
    if (!isAppCode(code)) return api.verifyBackupCode({ body: { code }, headers, asResponse: true });
    if (!(await isFirstUse(userId, code))) return new Response(null, { status: 401 });
    return api.verifyTOTP({ body: { code }, headers, asResponse: true });
  };
  const response = await limited(`code ${userId}`, headers, check).catch(async (error: unknown) => {
    await requireReadable(userId);
    throw error;
  });
  const user = await findUser(userId);
  const outcome = response.ok ? "done" : "refused";
  if (user) await record("session.sign-in", { user, outcome, details: { with: "a code" } });
  if (response.ok) return response.headers.getSetCookie();
  log().warn({ from: headers.get(CALLER_ADDRESS) }, "sign-in code refused");
  if (response.status === 429) throw tooManyAttempts(LOCKED_SECONDS);
  throw (await findChallengedUser(challenge ?? "")) === null ? ended() : wrongCode();
}
