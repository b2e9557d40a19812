import "server-only";
import { z } from "zod";
import { record } from "#lib/db/audit.ts";
import { db, transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { WITH_PASSWORD } from "#lib/db/users/invites.ts";

export type SecondStep = { isOn: boolean; hasPassword: boolean };

/** Without a password there is no first step that a second could follow. */
export async function findSecondStep(userId: string): Promise<SecondStep> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { twoFactorEnabled: true, accounts: { where: { providerId: WITH_PASSWORD }, select: { id: true } } },
  });
  return { isOn: user?.twoFactorEnabled ?? false, hasPassword: (user?.accounts.length ?? 0) > 0 };
}

/** The user whose sign-in waits for a code. Null where it has ended. */
export async function findChallengedUser(challenge: string): Promise<string | null> {
  const [found] = await queryRows(
    db,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT u.id FROM "Verification" v JOIN "User" u ON u.id = v.value
    WHERE v.identifier = ${challenge} AND v."expiresAt" > now()`,
  );
  return found?.id ?? null;
}

/** As it is stored: encrypted. */
export async function findAppSecret(userId: string): Promise<string | null> {
  return (await db.twoFactor.findFirst({ where: { userId }, select: { secret: true } }))?.secret ?? null;
}

/** For a user who has lost the phone, or whose account somebody else got into. Removes passkeys too. False where there is no such user. */
export function resetTwoFactor(userId: string): Promise<boolean> {
  return transaction(async (tx) => {
    await tx.twoFactor.deleteMany({ where: { userId } });
    await tx.passkey.deleteMany({ where: { userId } });
    const { count } = await tx.user.updateMany({ where: { id: userId }, data: { twoFactorEnabled: false } });
    await tx.session.deleteMany({ where: { userId } });
    if (count > 0) await record("two-factor.off", { target: userId }, tx);
    return count > 0;
  });
}
