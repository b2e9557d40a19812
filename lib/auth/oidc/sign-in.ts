import "server-only";
import { z } from "zod";
import { limited } from "#lib/auth/attempts.ts";
import { authorizationRequest, type Claims, readAnswer } from "#lib/auth/oidc/provider.ts";
import { isAllowed, roleOf } from "#lib/auth/oidc/rules.ts";
import { oidcCookieName, setCookie, signed, signedCookie } from "#lib/auth/session-cookie.ts";
import { startSession } from "#lib/auth/start-session.ts";
import { record } from "#lib/db/audit.ts";
import { type Admission, admitOidcUser } from "#lib/db/users/oidc.ts";
import { changeRole } from "#lib/db/users/users.ts";
import { env } from "#lib/env.ts";
import { AppError, notFound } from "#lib/errors.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";
import { log } from "#lib/log.ts";
import { type OidcFailure, roleSchema } from "#lib/schemas/user.ts";

const MINUTES = 10;

const pendingSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  until: z.number(),
});

function requireOidc(): void {
  const { AUTH, OIDC_ISSUER } = env();
  if (AUTH === "local" || !OIDC_ISSUER) throw notFound("sign-in service");
}

/** `next`: a path of this app. The cookie holds what the provider's answer is compared with. */
export async function startOidc(next: string): Promise<{ url: string; cookies: string[] }> {
  requireOidc();
  const { url, expected } = await authorizationRequest();
  const pending = { ...expected, next, until: Date.now() + MINUTES * 60_000 };
  const value = signed(Buffer.from(JSON.stringify(pending)).toString("base64url"));
  return { url, cookies: [setCookie(oidcCookieName(), value, MINUTES * 60)] };
}

function pendingOf(headers: Headers): z.infer<typeof pendingSchema> | null {
  const value = signedCookie(headers, oidcCookieName());
  if (value === null) return null;
  const pending = pendingSchema.parse(JSON.parse(Buffer.from(value, "base64url").toString("utf8")));
  return pending.until > Date.now() ? pending : null;
}

async function admit({ sub, email, email_verified, name, ...others }: Claims): Promise<Admission> {
  const { OIDC_ISSUER = "", OIDC_DEFAULT_ROLE, OIDC_ROLE_CLAIM } = env();
  const role = roleOf(others, OIDC_ROLE_CLAIM);
  if (role === "none") return { refused: "no-role" };
  const admission = await admitOidcUser({
    issuer: OIDC_ISSUER,
    subject: sub,
    email: email_verified === true ? (email ?? null) : null,
    name: (name ?? email?.split("@")[0] ?? "").slice(0, 100),
    role: role ?? roleSchema.parse(OIDC_DEFAULT_ROLE.toUpperCase()),
    isRoleGiven: role !== null,
    mayJoin: email !== undefined && isAllowed(email, env()),
  });
  if ("userId" in admission && role) await changeRole(admission.userId, role);
  return admission;
}

type Outcome = { ok: true; next: string; cookies: string[] } | { ok: false; failure: OidcFailure };

function failureOf(error: unknown): OidcFailure {
  if (error instanceof AppError && error.code === "conflict") return "only-admin";
  if (!(error instanceof Error)) return "invalid";
  if (error.name === "AuthorizationResponseError") return "denied";
  const hasNoAnswer = error.message === "fetch failed" || ("code" in error && error.code === "OAUTH_TIMEOUT");
  return hasNoAnswer ? "unreachable" : "invalid";
}

async function finish(search: string, headers: Headers): Promise<Outcome> {
  const pending = pendingOf(headers);
  if (!pending) return { ok: false, failure: "expired" };
  const claims = await readAnswer(search, pending);
  const admission = await admit(claims);
  if ("refused" in admission) return { ok: false, failure: admission.refused };
  return { ok: true, next: pending.next, cookies: [await startSession(admission.userId, "single sign-on", headers)] };
}

/** The session of whom the provider has signed in, or why there is none. */
export async function finishOidc(search: string, headers: Headers): Promise<Outcome> {
  requireOidc();
  const outcome = await limited(null, headers, () =>
    finish(search, headers).catch((error: unknown): Outcome => {
      log().warn({ err: error }, "OIDC sign-in failed");
      return { ok: false, failure: failureOf(error) };
    }),
  ).catch((error: unknown): Outcome => {
    if (error instanceof AppError && error.code === "too_many_requests") return { ok: false, failure: "too-many" };
    throw error;
  });
  if (!outcome.ok) {
    log().warn({ from: headers.get(CALLER_ADDRESS), why: outcome.failure }, "sign-in refused");
    const details = { with: "single sign-on", why: outcome.failure };
    await record("session.sign-in", { outcome: "refused", details });
  }
  return outcome;
}
