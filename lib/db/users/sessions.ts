import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { roleSchema } from "#lib/schemas/user.ts";

export const IDLE_HOURS = 12;
/** A session is written that often at most. */
const SEEN_EVERY = Prisma.sql`interval '1 minute'`;
const isIdle = Prisma.sql`s."updatedAt" < now() - ${IDLE_HOURS} * interval '1 hour'`;

/** Whether the settings let editors approve, in a query. */
export const editorsApprove = Prisma.sql`coalesce((SELECT "editorsApprove" FROM "Settings" WHERE id = 1), false)`;

const sessionSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  editorsApprove: z.boolean(),
  isDue: z.boolean(),
});

type NewSession = {
  userId: string;
  token: string;
  expiresAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
};

export async function createSession(session: NewSession): Promise<void> {
  await db.session.create({ data: session, select: { id: true } });
}

/** The user with the rights of this moment. Null where the session has ended or was idle for too long. */
export async function findSessionUser(token: string) {
  const [found] = await queryRows(
    db,
    sessionSchema,
    Prisma.sql`
    SELECT u.id, u.name, u.role::text AS role, ${editorsApprove} AS "editorsApprove",
      s."updatedAt" < now() - ${SEEN_EVERY} AS "isDue"
    FROM "Session" s JOIN "User" u ON u.id = s."userId"
    WHERE s.token = ${token} AND s."expiresAt" > now() AND NOT ${isIdle}`,
  );
  if (!found) return null;
  const { isDue, ...user } = found;
  if (isDue) await db.$executeRaw`UPDATE "Session" SET "updatedAt" = now() WHERE token = ${token}`;
  return user;
}

/** Sessions that nobody can use any more, and the like. */
export async function forgetOldSessions(): Promise<void> {
  await db.$executeRaw`DELETE FROM "Session" s WHERE s."expiresAt" < now() OR ${isIdle}`;
  await db.$executeRaw`DELETE FROM "Verification" WHERE "expiresAt" < now()`;
  await db.$executeRaw`DELETE FROM "Invite" WHERE "expiresAt" < now()`;
  await db.$executeRaw`DELETE FROM "SignInAttempts" WHERE since < now() - interval '1 day'`;
}
