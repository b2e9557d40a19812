import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { actor } from "#lib/auth/actor.ts";
import { requireGoodPassword } from "#lib/auth/passwords.ts";
import { createInvite, findInvite, type Invite, redeemInvite } from "#lib/db/users/invites.ts";
import { findUser, hasUsers, isKnownEmail } from "#lib/db/users/users.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import type { InviteAcceptance, InviteInput, InviteLink } from "#lib/schemas/user.ts";

const HOUR_MS = 3_600_000;
const INVITE_HOURS = 72;
const SETUP_HOURS = 1;
const RESET_HOURS = 24;

export const hashOfToken = (token: string) => createHash("sha256").update(token).digest("hex");

type NewLink = Pick<InviteLink, "url" | "expiresAt">;

async function makeLink(invite: Omit<Invite, "tokenHash" | "expiresAt">, hours: number): Promise<NewLink> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + hours * HOUR_MS);
  await createInvite({ ...invite, tokenHash: hashOfToken(token), expiresAt });
  return { url: `${env().APP_URL}/invite/${token}`, expiresAt: expiresAt.toISOString() };
}

/** A link for the first admin. Null where there are users, or no accounts. */
export async function setupLink(): Promise<NewLink | null> {
  if (env().AUTH === "local" || (await hasUsers())) return null;
  return makeLink({ email: null, role: "ADMIN", userId: null }, SETUP_HOURS);
}

export async function invite({ email, role }: InviteInput): Promise<InviteLink> {
  if (await isKnownEmail(email)) throw new AppError("conflict", "There is a user with this email address already.");
  const link = await makeLink({ email, role, userId: null }, INVITE_HOURS);
  const { name } = actor();
  return {
    ...link,
    mailed: await mailLink(email, "Your invite to Packshot", `${name} invites you to Packshot.`, link),
  };
}

/** Loaded here, so that an app without a mail server never loads it. */
async function mailLink(to: string, subject: string, why: string, { url, expiresAt }: NewLink) {
  if (!env().SMTP_URL) return null;
  const until = `${expiresAt.slice(0, 16).replace("T", " ")} UTC`;
  const text = `${why}\n\n${url}\n\nThis link works once, until ${until}.\n`;
  return (await import("#lib/mail.ts")).sendMail({ to, subject, text });
}

/** Null where there is no such user. */
export async function passwordLink(id: string): Promise<InviteLink | null> {
  const user = await findUser(id);
  if (!user) return null;
  const { email, role } = user;
  const link = await makeLink({ email, role, userId: id }, RESET_HOURS);
  const why = "An admin of Packshot made a link that sets your password again.";
  return { ...link, mailed: await mailLink(email, "Set your password for Packshot", why, link) };
}

/** What the page of a link says. Null where it does not count any more. */
export async function readInvite(token: string) {
  const found = await findInvite(hashOfToken(token));
  if (found && found.email === null && (await hasUsers())) return null;
  return found;
}

/** Returns the address to sign in with. */
export async function acceptInvite({ token, password, ...given }: InviteAcceptance): Promise<string> {
  const found = await readInvite(token);
  if (!found) throw new AppError("not_found", "This link has expired or was used already. Ask for another one.");
  const email = found.email ?? given.email;
  const name = found.user?.name ?? given.name;
  if (!email || !name) {
    const path = email ? "name" : "email";
    const message = email ? "Enter your name." : "Enter an email address.";
    throw new AppError("unprocessable", message, { fields: [{ path, message }] });
  }
  requireGoodPassword(password, [email, name], "password");
  const { hashPassword } = await import("better-auth/crypto");
  if (!(await redeemInvite(hashOfToken(token), { email, name, passwordHash: await hashPassword(password) })))
    throw new AppError("not_found", "This link has expired or was used already. Ask for another one.");
  return email;
}
