import "server-only";
import { limited } from "#lib/auth/attempts.ts";
import { auth } from "#lib/auth/lazy-auth.ts";
import type { User } from "#lib/auth/permissions.ts";
import { record } from "#lib/db/audit.ts";
import { findSecondStep } from "#lib/db/users/two-factor.ts";
import { findUser } from "#lib/db/users/users.ts";
import { AppError } from "#lib/errors.ts";

export type OwnAccount = NonNullable<Awaited<ReturnType<typeof findUser>>>;

/** Throws a 404 `AppError` without accounts. */
export async function ownAccount(user: User): Promise<OwnAccount> {
  const account = user.id === null ? null : await findUser(user.id);
  if (!account) throw new AppError("not_found", "There are no accounts without AUTH=accounts.");
  return account;
}

/** `attempt` checks the account's password, which the request has at `path`. Throws a 422 `AppError` where it is wrong. */
export async function withPassword(
  { email }: OwnAccount,
  path: string,
  headers: Headers,
  attempt: () => Promise<Response>,
): Promise<Response> {
  const response = await limited(email, headers, attempt);
  if (response.ok) return response;
  await record("password.refuse");
  const message = "This is not your current password.";
  throw new AppError("unprocessable", message, { fields: [{ path, message }] });
}

/** Of users who have one. Throws a 422 `AppError` where it is wrong. */
export async function requirePassword(account: OwnAccount, password: string, headers: Headers): Promise<void> {
  const { hasPassword } = await findSecondStep(account.id);
  if (!hasPassword) return;
  const { api } = await auth();
  await withPassword(account, "password", headers, () =>
    api.verifyPassword({ body: { password }, headers, asResponse: true }),
  );
}
