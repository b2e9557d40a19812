import type { OidcFailure } from "#lib/schemas/user.ts";

const TEXTS: Record<OidcFailure, string> = {
  denied: "The sign-in service didn't sign you in. Try again.",
  expired: "This sign-in has expired. Try again.",
  invalid:
    "The answer of the sign-in service couldn't be verified. Try again. If it fails again, an admin finds the reason in the log.",
  "no-role": "The sign-in service gives you no role in Packshot. Ask an admin.",
  "not-allowed": "You don't have access to Packshot yet. Ask an admin for an invite.",
  "only-admin": "You are the only admin, and the sign-in service gives you another role. Sign in with your password.",
  "too-many": "Too many failed attempts. Try again later.",
  unreachable: "The sign-in service doesn't answer. Try again later, or use your password.",
  unverified: "The sign-in service hasn't verified your email address. Verify it there, then try again.",
};

/** Null for anything else: a link must not put words on this page. */
export function oidcProblem(failed: unknown): string | null {
  return typeof failed === "string" && Object.hasOwn(TEXTS, failed) ? TEXTS[failed as OidcFailure] : null;
}
