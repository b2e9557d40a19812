import type { Env } from "#lib/env.ts";
import { type Role, roleSchema } from "#lib/schemas/user.ts";

const OF_NAME = new Map(roleSchema.options.map((role) => [role.toLowerCase(), role]));

/**
 * The highest role that the claim names: `editor`, or `packshot-editor`. Null where no claim decides. "none" where it names none:
 * then the provider doesn't let the user in.
 */
export function roleOf(claims: Record<string, unknown>, claim: string | undefined): Role | "none" | null {
  if (!claim) return null;
  const names = [claims[claim]].flat().map((name) =>
    String(name)
      .toLowerCase()
      .replace(/^packshot-/, ""),
  );
  const roles = names.flatMap((name) => OF_NAME.get(name) ?? []);
  return roleSchema.options.findLast((role) => roles.includes(role)) ?? "none";
}

/** May a person with this address become a user without an invite? */
export function isAllowed(
  email: string,
  { OIDC_ALLOWED, OIDC_ROLE_CLAIM }: Pick<Env, "OIDC_ALLOWED" | "OIDC_ROLE_CLAIM">,
): boolean {
  // Who has a role at the provider was let in there.
  if (OIDC_ALLOWED.length === 0) return OIDC_ROLE_CLAIM !== undefined;
  return OIDC_ALLOWED.includes(email) || OIDC_ALLOWED.includes(email.slice(email.lastIndexOf("@") + 1));
}
