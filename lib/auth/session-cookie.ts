import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#lib/env.ts";

/** Browsers take a name with the prefix from https only, and only without a domain: no other host can set it. */
const ownName = (name: string) => (isHttps() ? `__Host-${name}` : name);

export const sessionCookieName = () => ownName("packshot");

/** Of a sign-in whose password was right, and which waits for a code. */
export const codeCookieName = () => ownName("packshot-code");

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
 * The value of a cookie as Better Auth signs it: value, dot, HMAC-SHA256 in base64. Null without a valid one: what somebody made
 * up doesn't reach the database.
 */
function signedCookie(headers: Headers, name: string): string | null {
  const signed = decoded(cookieOf(headers, name) ?? "") ?? "";
  const at = signed.lastIndexOf(".");
  const value = signed.slice(0, Math.max(at, 0));
  if (value === "") return null;
  const signature = createHmac("sha256", env().AUTH_SECRET ?? "")
    .update(value)
    .digest("base64");
  return isSame(signed.slice(at + 1), signature) ? value : null;
}

export const sessionToken = (headers: Headers) => signedCookie(headers, sessionCookieName());

/** What the database knows the waiting sign-in by. */
export const codeChallenge = (headers: Headers) => signedCookie(headers, codeCookieName());

/** Without all other cookies. */
export function onlyCookie(headers: Headers, name: string): Headers {
  const only = new Headers(headers);
  only.set("cookie", `${name}=${cookieOf(headers, name) ?? ""}`);
  return only;
}
