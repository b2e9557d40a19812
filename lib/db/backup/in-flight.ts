import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";

/** Attempts whose image is on its way into the store. A batch that Google still works on has no results until the backup ends. */
export async function findOpenCalls(): Promise<number[]> {
  const rows = await queryRows(
    db,
    z.object({ id: z.int() }),
    Prisma.sql`
    SELECT a.id FROM "GenerationTask" t JOIN "GenerationAttempt" a ON a."imageId" = t.id
    WHERE t.status = 'GENERATING' AND a.code IS NULL
      AND (t."batchId" IS NULL OR t."batchId" IN (SELECT id FROM "Batch" WHERE state = 'ENDED'))`,
  );
  return rows.map(({ id }) => id);
}

/** How many of those attempts have not ended. */
export function countOpenCalls(attemptIds: number[]): Promise<number> {
  return db.generationAttempt.count({ where: { id: { in: attemptIds }, code: null } });
}
