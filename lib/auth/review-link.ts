import "server-only";
import { createHmac } from "node:crypto";
import { limited } from "#lib/auth/attempts.ts";
import { hashOfToken } from "#lib/auth/invites.ts";
import { can } from "#lib/auth/permissions.ts";
import { cookieOf, isHttps, isSame, setCookie } from "#lib/auth/session-cookie.ts";
import { type FoundLink, findLink } from "#lib/db/review-links.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

function cookieName({ id }: FoundLink): string {
  return `${isHttps() ? "__Host-" : ""}packshot-link-${id}`;
}

/** Another password makes it worthless. */
function proofOf({ id, passwordHash }: FoundLink): string {
  const secret = env().AUTH_SECRET ?? "";
  return createHmac("sha256", secret)
    .update(JSON.stringify(["link", id, passwordHash]))
    .digest("base64url");
}

function isUnlocked(link: FoundLink, headers: Headers): boolean {
  if (link.passwordHash === null) return true;
  return isSame(cookieOf(headers, cookieName(link)) ?? "", proofOf(link));
}

/** Null where it does not count, or its maker may not review any more. */
async function findOpen(token: string): Promise<FoundLink | null> {
  const link = env().AUTH === "local" ? null : await findLink(hashOfToken(token));
  return link && can(link.maker, "review") ? link : null;
}

type Shared = Pick<FoundLink, "name" | "mayDecide" | "expiresAt"> & { isLocked: boolean };

/** What the page of a link says. Null where it does not count. */
export async function describeLink(token: string, headers: Headers): Promise<Shared | null> {
  const link = await findOpen(token);
  if (!link) return null;
  const { name, mayDecide, expiresAt } = link;
  return { name, mayDecide, expiresAt, isLocked: !isUnlocked(link, headers) };
}

/** Throws a 404 or 401 `AppError`. */
export async function openLink(token: string, headers: Headers): Promise<FoundLink> {
  const link = await findOpen(token);
  if (!link) throw new AppError("not_found", "This link has expired or was withdrawn.");
  if (!isUnlocked(link, headers)) throw new AppError("unauthenticated", "Enter the password of this link.");
  return link;
}

/** Returns the cookie that opens the link. Throws a 404, 401 or 429 `AppError`. */
export async function unlock(token: string, password: string, headers: Headers): Promise<string> {
  const link = await findOpen(token);
  if (!link) throw new AppError("not_found", "This link has expired or was withdrawn.");
  const { passwordHash: hash } = link;
  const { ok } = await limited(`link ${link.id}`, headers, async () => ({
    ok: hash === null || (await (await import("better-auth/crypto")).verifyPassword({ hash, password })),
  }));
  if (!ok)
    throw new AppError("unauthenticated", "Wrong password.", {
      fields: [{ path: "password", message: "Wrong password." }],
    });
  const seconds = Math.floor((link.expiresAt.getTime() - Date.now()) / 1_000);
  return setCookie(cookieName(link), proofOf(link), seconds);
}
