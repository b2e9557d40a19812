import "server-only";
import { can, LOCAL_USER, type Permission, type User } from "#lib/auth/permissions.ts";
import { sessionToken } from "#lib/auth/session-cookie.ts";
import { findSessionUser } from "#lib/db/users/sessions.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

/** Null without a valid session. */
export async function findCaller(headers: Headers): Promise<User | null> {
  if (env().AUTH === "local") return LOCAL_USER;
  const token = sessionToken(headers);
  return token === null ? null : findSessionUser(token);
}

/** Throws a 401 or 403 `AppError`. */
export async function authorize(headers: Headers, permission: Permission): Promise<User> {
  const user = await findCaller(headers);
  if (!user) throw new AppError("unauthenticated", "Sign in to use Packshot.");
  requirePermission(user, permission);
  return user;
}

export function requirePermission(user: User, permission: Permission): void {
  if (!can(user, permission)) throw new AppError("forbidden", "Your role doesn't allow this. Ask an admin.");
}
