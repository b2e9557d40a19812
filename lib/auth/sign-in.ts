import "server-only";
import { createHash } from "node:crypto";
import { requireGoodPassword } from "#lib/auth/passwords.ts";
import type { User } from "#lib/auth/permissions.ts";
import { countAttempt, forgiveAttempt } from "#lib/db/users/attempts.ts";
import { findUser } from "#lib/db/users/users.ts";
import { AppError } from "#lib/errors.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";
import { log } from "#lib/log.ts";
import type { PasswordChange, SignIn } from "#lib/schemas/user.ts";

/**
 * Failures in 15 minutes. The first is of one address at one account: somebody else's failures don't lock a user out. The last is
 * of all addresses together.
 */
const LIMITS = { accountFromAddress: 5, address: 20, account: 50 };

const hashOf = (...parts: string[]) => createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

/** Loaded here, so that an app without accounts never loads it. */
const auth = async () => (await import("#lib/auth/better-auth.ts")).auth();

/** Runs `attempt` unless there were too many failures. */
async function limited(email: string, headers: Headers, attempt: () => Promise<Response>): Promise<Response> {
  const address = headers.get(CALLER_ADDRESS) ?? "";
  const limits = new Map([
    [hashOf("both", email, address), LIMITS.accountFromAddress],
    [hashOf("address", address), LIMITS.address],
    [hashOf("account", email), LIMITS.account],
  ]);
  const [own = "", ...others] = limits.keys();
  const counts = await countAttempt([...limits.keys()]);
  const exceeded = counts.filter(({ key, count }) => count > (limits.get(key) ?? 0));
  if (exceeded.length > 0) {
    const retryAfterSeconds = Math.max(...exceeded.map(({ seconds }) => seconds));
    throw new AppError("too_many_requests", "Too many failed attempts. Try again later.", { retryAfterSeconds });
  }
  const response = await attempt();
  if (response.ok) await forgiveAttempt(own, others);
  return response;
}

/** The cookies of a new session. The same error for a wrong password and an unknown address, which take the same time. */
export async function signIn({ email, password }: SignIn, headers: Headers): Promise<string[]> {
  const { api } = await auth();
  const response = await limited(email, headers, () =>
    api.signInEmail({ body: { email, password }, headers, asResponse: true }),
  );
  if (response.ok) return response.headers.getSetCookie();
  log().warn({ from: headers.get(CALLER_ADDRESS) }, "sign-in refused");
  throw new AppError("unauthenticated", "Wrong email address or password.");
}

/** The cookies that end the session. */
export async function signOut(headers: Headers): Promise<string[]> {
  const response = await (await auth()).api.signOut({ headers, asResponse: true });
  return response.headers.getSetCookie();
}

/** Ends all sessions of the user, and returns the cookies of a new one. */
export async function changePassword(user: User, change: PasswordChange, headers: Headers): Promise<string[]> {
  const known = user.id === null ? null : await findUser(user.id);
  if (!known) throw new AppError("not_found", "There are no accounts without AUTH=accounts.");
  requireGoodPassword(change.newPassword, [known.email, known.name], "newPassword");
  const { api } = await auth();
  const response = await limited(known.email, headers, () =>
    api.changePassword({ body: { ...change, revokeOtherSessions: true }, headers, asResponse: true }),
  );
  if (response.ok) return response.headers.getSetCookie();
  const message = "This is not your current password.";
  throw new AppError("unprocessable", message, { fields: [{ path: "currentPassword", message }] });
}
