import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRow } from "#lib/db/rows.ts";

// Workers take images by their turn: jobs that run at the same time advance side by side, image by image.

/**
 * That of the next image of the running jobs, so that a newcomer neither waits behind all of them nor passes what they have
 * done already. A job that comes back is named: its own images don't count, nor do those of one whose images
 * are being reopened.
 */
export async function nextTurn(tx: Transaction, comingBack = ""): Promise<number> {
  const row = await queryRow(
    tx,
    z.object({ turn: z.int().nullable() }),
    Prisma.sql`
    SELECT min(next.turn) AS turn
    FROM "GenerationJob" j CROSS JOIN LATERAL (
      SELECT turn FROM "GenerationTask" i
      WHERE i."jobId" = j.id AND i.status = 'QUEUED' AND i.claims = 0 ORDER BY turn LIMIT 1
    ) next
    WHERE j.status IN ('QUEUED', 'PROCESSING') AND j."neededMicros" IS NULL AND NOT j.sweeping AND j.id <> ${comingBack}`,
  );
  return row?.turn ?? 0;
}
