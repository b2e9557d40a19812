import "server-only";
import { record } from "#lib/db/audit.ts";
import { db, isUniqueViolation, transaction } from "#lib/db/client.ts";
import { AppError } from "#lib/errors.ts";
import type { Role } from "#lib/schemas/user.ts";

/** What Better Auth calls accounts with a password. */
export const WITH_PASSWORD = "credential";

export type Invite = { tokenHash: string; email: string | null; role: Role; userId: string | null; expiresAt: Date };

/** Replaces an earlier one for the same address. */
export async function createInvite(invite: Invite): Promise<void> {
  await transaction(async (tx) => {
    if (invite.email) await tx.invite.deleteMany({ where: { email: invite.email } });
    await tx.invite.create({ data: invite });
    const { email, role, userId } = invite;
    if (userId !== null) await record("password.link", { target: userId, details: { email } }, tx);
    else if (email !== null) await record("invite.create", { details: { email, role } }, tx);
  });
}

export function findInvite(tokenHash: string) {
  return db.invite.findUnique({
    where: { tokenHash, expiresAt: { gt: new Date() } },
    select: { email: true, role: true, user: { select: { name: true } } },
  });
}

export function deleteInvite(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const [invite] = await tx.invite.findMany({ where: { id }, select: { email: true, role: true } });
    if (!invite || (await tx.invite.deleteMany({ where: { id } })).count === 0) return false;
    await record("invite.withdraw", { details: invite }, tx);
    return true;
  });
}

type NewUser = { email: string; name: string; passwordHash: string };

/**
 * Creates the user, or sets the password of the one that the link is for. Its link counts once. False where it does not count
 * any more. Throws a 409 `AppError` where the address is taken.
 */
export async function redeemInvite(tokenHash: string, { email, name, passwordHash }: NewUser): Promise<boolean> {
  try {
    return await transaction(async (tx) => {
      const [invite] = await tx.invite.findMany({ where: { tokenHash, expiresAt: { gt: new Date() } } });
      const { count } = await tx.invite.deleteMany({ where: { tokenHash } });
      if (!invite || count === 0) return false;
      if (invite.email === null) {
        // One first admin, though several links may have been printed.
        await tx.$executeRaw`LOCK TABLE "User" IN SHARE ROW EXCLUSIVE MODE`;
        if ((await tx.user.count()) > 0) return false;
      }
      const userId =
        invite.userId ?? (await tx.user.create({ data: { email, name, role: invite.role }, select: { id: true } })).id;
      await tx.account.upsert({
        where: { providerId_accountId: { providerId: WITH_PASSWORD, accountId: userId } },
        create: { providerId: WITH_PASSWORD, accountId: userId, userId, password: passwordHash },
        update: { password: passwordHash },
      });
      await tx.session.deleteMany({ where: { userId } });
      const action = invite.userId === null ? "user.create" : "password.change";
      await record(action, { target: userId, details: { email, role: invite.role }, user: { id: userId, name } }, tx);
      return true;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError("conflict", "There is a user with this email address already.");
    throw error;
  }
}
