import "server-only";
import { findMonitoring, findUserOfKey } from "#lib/auth/api-keys.ts";
import { bearerToken } from "#lib/auth/bearer.ts";
import { can, LOCAL_USER, type Permission, type User } from "#lib/auth/permissions.ts";
import { sessionToken } from "#lib/auth/session-cookie.ts";
import { findSessionUser } from "#lib/db/users/sessions.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { accessRules } from "#lib/http/access.ts";

/** Null without a valid session or key. */
export async function findCaller(headers: Headers): Promise<User | null> {
  const bearer = bearerToken(headers);
  const monitoring = bearer === null ? null : findMonitoring(bearer);
  if (monitoring) return monitoring;
  if (env().AUTH === "local") return LOCAL_USER;
  if (bearer !== null) return findUserOfKey(bearer);
  const token = sessionToken(headers);
  return token === null ? null : findSessionUser(token);
}

/** Throws a 401 or 403 `AppError`. */
export async function authorize(headers: Headers, permission: Permission): Promise<User> {
  const user = await findCaller(headers);
  if (!user) throw new AppError("unauthenticated", "Sign in to use Packshot.");
  // The metrics are served under any host name, so the proxy that signs people in may not be in front of them.
  if (permission === "metrics" && user === LOCAL_USER && !accessRules(env()).isLocal)
    throw new AppError("unauthenticated", "Send METRICS_TOKEN as a bearer token.");
  requirePermission(user, permission);
  return user;
}

export function requirePermission(user: User, permission: Permission): void {
  if (can(user, permission)) return;
  const reason = user.key ? "This API key doesn't allow this." : "Your role doesn't allow this. Ask an admin.";
  throw new AppError("forbidden", reason);
}
