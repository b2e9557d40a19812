import "server-only";
import { z } from "zod";
import { actor } from "#lib/auth/actor.ts";
import { limited } from "#lib/auth/attempts.ts";
import { auth } from "#lib/auth/lazy-auth.ts";
import { ownAccount, withPassword } from "#lib/auth/own-account.ts";
import { requireGoodPassword } from "#lib/auth/passwords.ts";
import type { User } from "#lib/auth/permissions.ts";
import { codeCookieName } from "#lib/auth/session-cookie.ts";
import { record } from "#lib/db/audit.ts";
import { AppError } from "#lib/errors.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";
import { log } from "#lib/log.ts";
import type { PasswordChange, SignIn } from "#lib/schemas/user.ts";

/** `isSignedIn`: false where a code has to follow. Then the cookie is that of the step. */
type FirstStep = { cookies: string[]; isSignedIn: boolean };

const signedInSchema = z.object({ user: z.object({ id: z.string(), name: z.string() }) });

/** The same error for a wrong password and an unknown address, which take the same time. */
export async function signIn({ email, password }: SignIn, headers: Headers): Promise<FirstStep> {
  const { api } = await auth();
  const response = await limited(email, headers, () =>
    api.signInEmail({ body: { email, password }, headers, asResponse: true }),
  );
  if (response.ok) {
    const cookies = response.headers.getSetCookie();
    const waiting = cookies.filter((cookie) => cookie.startsWith(`${codeCookieName()}=`));
    if (waiting.length > 0) return { cookies: waiting, isSignedIn: false };
    const { user } = signedInSchema.parse(await response.json());
    await record("session.sign-in", { user });
    return { cookies, isSignedIn: true };
  }
  log().warn({ from: headers.get(CALLER_ADDRESS) }, "sign-in refused");
  await record("session.sign-in", { outcome: "refused", details: { email } });
  throw new AppError("unauthenticated", "Wrong email address or password.");
}

/** The cookies that end the session. */
export async function signOut(headers: Headers): Promise<string[]> {
  const response = await (await auth()).api.signOut({ headers, asResponse: true });
  if (actor().id !== null) await record("session.sign-out");
  return response.headers.getSetCookie();
}

/** Ends all sessions of the user, and returns the cookies of a new one. */
export async function changePassword(user: User, change: PasswordChange, headers: Headers): Promise<string[]> {
  const account = await ownAccount(user);
  requireGoodPassword(change.newPassword, [account.email, account.name], "newPassword");
  const { api } = await auth();
  const response = await withPassword(account, "currentPassword", headers, () =>
    api.changePassword({ body: { ...change, revokeOtherSessions: true }, headers, asResponse: true }),
  );
  await record("password.change", { target: account.id, details: { email: account.email } });
  return response.headers.getSetCookie();
}
