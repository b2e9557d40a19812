import "server-only";
import type { Transaction } from "#lib/db/client.ts";

/** A version that nobody has made: the message it waited for, and how often a worker had taken it up. */
export type WaitingVersion = { id: string; origin: "MODEL" | "FIX"; messageId: string | null; claims: number };

/** Deletes versions that wait in the queue: those named, and those of the images named as their parents. */
export async function deleteWaiting(
  tx: Transaction,
  { ids = [], parentIds = [] }: { ids?: string[]; parentIds?: string[] },
): Promise<WaitingVersion[]> {
  return tx.$queryRaw<WaitingVersion[]>`
    DELETE FROM "GeneratedImage"
    WHERE (id = ANY(${ids}::text[]) OR "parentImageId" = ANY(${parentIds}::text[])) AND status = 'QUEUED' AND "jobId" IS NULL
    RETURNING id, origin::text AS origin, "messageId"::text AS "messageId", claims`;
}

/** Which of these images have a version in the hands of a worker. */
export async function findBusyParents(tx: Transaction, parentIds: string[]): Promise<string[]> {
  const rows = await tx.generatedImage.findMany({
    where: { parentImageId: { in: parentIds }, jobId: null, status: "GENERATING" },
    distinct: ["parentImageId"],
    select: { parentImageId: true },
  });
  return rows.flatMap(({ parentImageId }) => parentImageId ?? []);
}
