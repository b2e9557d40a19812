import "server-only";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { can, type User } from "#lib/auth/permissions.ts";
import { createApiKey, deleteApiKey, findKeyUser, listApiKeys } from "#lib/db/users/api-keys.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import type { ApiKey, ApiKeyInput, NewApiKey } from "#lib/schemas/api-key.ts";

const DAY_MS = 24 * 3_600_000;
/** "psk_" and 32 random bytes. */
const API_KEY = /^psk_[\w-]{43}$/;
const SHOWN = 8;

const hashOf = (key: string) => createHash("sha256").update(key).digest();

/** What somebody made up doesn't reach the database. */
export async function findUserOfKey(key: string): Promise<User | null> {
  return API_KEY.test(key) ? findKeyUser(hashOf(key).toString("hex")) : null;
}

/** Prometheus: in no table, and may read the metrics only. */
const MONITORING: User = {
  id: null,
  name: "METRICS_TOKEN",
  role: "ADMIN",
  key: { id: "METRICS_TOKEN", name: "METRICS_TOKEN", permissions: ["metrics"] },
};

export function findMonitoring(token: string): User | null {
  const { METRICS_TOKEN } = env();
  return METRICS_TOKEN && timingSafeEqual(hashOf(token), hashOf(METRICS_TOKEN)) ? MONITORING : null;
}

function idOf({ id }: User): string {
  if (id === null) throw new AppError("not_found", "There are no API keys without AUTH=accounts.");
  return id;
}

/** Throws a 422 `AppError` for a permission that the user does not have. */
export async function makeApiKey(user: User, { name, permissions, expiresInDays }: ApiKeyInput): Promise<NewApiKey> {
  const userId = idOf(user);
  const missing = permissions.filter((permission) => !can(user, permission));
  if (missing.length > 0) {
    const message = `Your role doesn't have: ${missing.join(", ")}.`;
    throw new AppError("unprocessable", message, { fields: [{ path: "permissions", message }] });
  }
  const key = `psk_${randomBytes(32).toString("base64url")}`;
  const { id, expiresAt } = await createApiKey({
    userId,
    name,
    permissions,
    hash: hashOf(key).toString("hex"),
    start: key.slice(0, SHOWN),
    expiresAt: expiresInDays === null ? null : new Date(Date.now() + expiresInDays * DAY_MS),
  });
  return { id, key, expiresAt: expiresAt?.toISOString() ?? null };
}

/** One's own; those of all users for an admin. */
const ownerFor = (user: User) => (can(user, "admin") ? null : idOf(user));

export async function findApiKeys(user: User): Promise<ApiKey[]> {
  return user.id === null ? [] : listApiKeys(ownerFor(user));
}

export async function revokeApiKey(user: User, id: string): Promise<boolean> {
  return user.id !== null && deleteApiKey(id, ownerFor(user));
}
