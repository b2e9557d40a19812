import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#lib/env.ts";

/** Browsers take a name with the prefix from https only, and only without a domain: no other host can set it. */
export function sessionCookieName(): string {
  return isHttps() ? "__Host-packshot" : "packshot";
}

export const isHttps = () => env().APP_URL?.startsWith("https:") ?? false;

export function cookieOf(headers: Headers, name: string): string | null {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** In the same time, wherever they differ. As text: base64 has many spellings of the same bytes. */
export function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * The session's token, from a cookie as Better Auth signs it: token, dot, HMAC-SHA256 in base64. Null without a valid one: what
 * somebody made up doesn't reach the database.
 */
export function sessionToken(headers: Headers): string | null {
  const value = decoded(cookieOf(headers, sessionCookieName()) ?? "") ?? "";
  const at = value.lastIndexOf(".");
  const token = value.slice(0, Math.max(at, 0));
  if (token === "") return null;
  const signature = createHmac("sha256", env().AUTH_SECRET ?? "")
    .update(token)
    .digest("base64");
  return isSame(value.slice(at + 1), signature) ? token : null;
}
