import "server-only";
import { randomBytes } from "node:crypto";
import { SESSION_SECONDS, sessionCookieName, setCookie, signed } from "#lib/auth/session-cookie.ts";
import { record } from "#lib/db/audit.ts";
import { createSession } from "#lib/db/users/sessions.ts";
import { findUser } from "#lib/db/users/users.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";

/** The cookie of a new session, as Better Auth makes it for sign-ins with a password. `by`: for the audit log. */
export async function startSession(userId: string, by: string, headers: Headers): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await createSession({
    userId,
    token,
    expiresAt: new Date(Date.now() + SESSION_SECONDS * 1_000),
    ipAddress: headers.get(CALLER_ADDRESS),
    userAgent: headers.get("user-agent")?.slice(0, 500) ?? null,
  });
  const user = await findUser(userId);
  if (user) await record("session.sign-in", { user, details: { with: by } });
  return setCookie(sessionCookieName(), signed(token), SESSION_SECONDS);
}
