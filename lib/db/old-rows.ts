import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";

export const KEYS_KEPT_HOURS = 24;
export const FAILED_ROWS_KEPT_DAYS = 90;

export async function deleteOldKeys(): Promise<number> {
  return db.$executeRaw`
    DELETE FROM "IdempotencyKey" WHERE "createdAt" < now() - make_interval(hours => ${KEYS_KEPT_HOURS}::int)`;
}

export async function findOldImports(limit: number): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT i.id FROM "Import" i
    WHERE i."finishedAt" < now() - make_interval(days => ${FAILED_ROWS_KEPT_DAYS}::int)
      AND (i."hasFailedRows" OR EXISTS (SELECT FROM "ImportError" e WHERE e."importId" = i.id))
    ORDER BY i."finishedAt" LIMIT ${limit}`,
  );
  return rows.map(({ id }) => id);
}

export async function deleteFailedRows(tx: Transaction, importId: string): Promise<void> {
  await tx.importError.deleteMany({ where: { importId } });
  await tx.import.update({ where: { id: importId }, data: { hasFailedRows: false }, select: { id: true } });
}

/** Those whose time is long over: that their messages did not do it is no reason to keep it. */
export async function deleteOldDeletions(): Promise<number> {
  return db.$executeRaw`DELETE FROM "Deletion" WHERE "removeAfter" < now() - interval '1 day'`;
}
