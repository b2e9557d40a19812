import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#lib/env.ts";

/** Browsers take a name with the prefix from https only, and only without a domain: no other host can set it. */
const ownName = (name: string) => (isHttps() ? `__Host-${name}` : name);

export const sessionCookieName = () => ownName("packshot");

/** Of a sign-in whose password was right, and which waits for a code. */
export const codeCookieName = () => ownName("packshot-code");

/** Of a sign-in at the OIDC provider: what its answer is compared with. */
export const oidcCookieName = () => ownName("packshot-oidc");

/** A session ends a week after its sign-in, however it is used: sessions.ts says when it ends before. */
export const SESSION_SECONDS = 7 * 24 * 3_600;

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

const signatureOf = (value: string) =>
  createHmac("sha256", env().AUTH_SECRET ?? "")
    .update(value)
    .digest("base64");

/** As Better Auth signs the values of cookies: value, dot, HMAC-SHA256 in base64. */
export const signed = (value: string) => `${value}.${signatureOf(value)}`;

/** Null without a valid signature: what somebody made up doesn't reach the database. */
export function unsigned(text: string): string | null {
  const at = text.lastIndexOf(".");
  const value = text.slice(0, Math.max(at, 0));
  return value !== "" && isSame(text.slice(at + 1), signatureOf(value)) ? value : null;
}

export const signedCookie = (headers: Headers, name: string) => unsigned(decoded(cookieOf(headers, name) ?? "") ?? "");

/** A Set-Cookie header with the attributes that all have. */
export function setCookie(name: string, value: string, seconds: number): string {
  const secure = isHttps() ? "; Secure" : "";
  return `${name}=${encodeURIComponent(value)}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
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
