import { createHash, createHmac, randomBytes } from "node:crypto";
import { invite, setupLink } from "#lib/auth/invites.ts";
import { sessionCookieName } from "#lib/auth/session-cookie.ts";
import { db } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import type { KeyPermission } from "#lib/schemas/api-key.ts";
import type { Role } from "#lib/schemas/user.ts";
import { jsonRequest } from "#tests/support/request.ts";

export const APP_URL = "http://localhost:3000";
export const PASSWORD = "a phrase that nobody guesses";

/** To be called before anything reads the settings. */
export function useAccounts(): void {
  Object.assign(process.env, { AUTH: "accounts", APP_URL, AUTH_SECRET: randomBytes(32).toString("base64") });
}

export const tokenOf = (url: string) => url.split("/").at(-1) ?? "";

/** As a browser sends it from a page of the app. */
export function pageRequest(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return jsonRequest(path, body, { headers: { origin: APP_URL, ...headers } });
}

/** The Cookie header with a session of this token, signed as Better Auth does. */
export function cookieOf(token: string, secret = env().AUTH_SECRET ?? ""): string {
  const signature = createHmac("sha256", secret).update(token).digest("base64");
  return `${sessionCookieName()}=${encodeURIComponent(`${token}.${signature}`)}`;
}

/** A user with a session, without the time that hashing a password takes. */
export async function signedIn(role: Role, session: { expiresAt?: Date; updatedAt?: Date } = {}) {
  const name = role.toLowerCase();
  const token = randomBytes(24).toString("base64url");
  const user = await db.user.create({
    data: {
      name,
      email: `${name}-${token}@example.com`.toLowerCase(),
      role,
      sessions: { create: { token, expiresAt: new Date(Date.now() + 3_600_000), ...session } },
    },
  });
  return { user, token, cookie: cookieOf(token) };
}

/** A key of the user, as an earlier process may have made it. */
export async function keyOf(
  userId: string,
  permissions: readonly KeyPermission[],
  data: { expiresAt?: Date; lastUsedAt?: Date } = {},
): Promise<string> {
  const key = `psk_${randomBytes(32).toString("base64url")}`;
  const hash = createHash("sha256").update(key).digest("hex");
  await db.apiKey.create({
    data: { userId, name: "script", hash, start: "psk_abcd", permissions: [...permissions], ...data },
  });
  return key;
}

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

export async function setupToken(): Promise<string> {
  return tokenOf((await setupLink())?.url ?? "");
}

export async function inviteToken(email: string, role: Role): Promise<string> {
  return tokenOf((await invite({ email, role })).url);
}
