import "server-only";
import { createHash } from "node:crypto";
import { countAttempt, forgiveAttempt } from "#lib/db/users/attempts.ts";
import { AppError } from "#lib/errors.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";

/**
 * Failures in 15 minutes. The first is of one address at one account: somebody else's failures don't lock a user out. The last is
 * of all addresses together.
 */
const LIMITS = { accountFromAddress: 5, address: 20, account: 50 };

const hashOf = (...parts: string[]) => createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

/**
 * Runs `attempt` unless there were too many failures. `account`: whatever names it; null where only the attempt itself finds out,
 * which then tries no password.
 */
export async function limited<Result extends { ok: boolean }>(
  account: string | null,
  headers: Headers,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const address = headers.get(CALLER_ADDRESS) ?? "";
  const own = hashOf("both", account ?? "", address);
  const limits = new Map([[hashOf("address", address), LIMITS.address]]);
  if (account !== null) limits.set(own, LIMITS.accountFromAddress).set(hashOf("account", account), LIMITS.account);
  const keys = [...limits.keys()];
  const counts = await countAttempt(keys);
  const exceeded = counts.filter(({ key, count }) => count > (limits.get(key) ?? 0));
  if (exceeded.length > 0) throw tooManyAttempts(Math.max(...exceeded.map(({ seconds }) => seconds)));
  const result = await attempt();
  if (result.ok)
    await forgiveAttempt(
      own,
      keys.filter((key) => key !== own),
    );
  return result;
}

export const tooManyAttempts = (retryAfterSeconds: number) =>
  new AppError("too_many_requests", "Too many failed attempts. Try again later.", { retryAfterSeconds });

/** False where the user has sent this code in the last 15 minutes. A code of an authenticator app is valid for 90 seconds. */
export async function isFirstUse(userId: string, code: string): Promise<boolean> {
  const [counted] = await countAttempt([hashOf("code", userId, code)]);
  return counted?.count === 1;
}
