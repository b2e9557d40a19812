import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { type GenerationJob, Prisma } from "#lib/db/generated/client.ts";
import { isCancelled } from "#lib/db/images/task-states.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";

type Counts = { completed?: number; failed?: number; cancelled?: number };

/**
 * With its last image ends the job: FAILED where an error stopped it or no image was made, COMPLETED with at least one. The last
 * image of its pilot pauses it. Belongs in the transaction that changes the images.
 */
export async function countEnded(
  tx: Transaction,
  jobId: string,
  { completed = 0, failed = 0, cancelled = 0 }: Counts,
): Promise<void> {
  await tx.$executeRaw`
    WITH counted AS (
      SELECT id, "completedImages" + ${completed}::int AS completed, "failedImages" + ${failed}::int AS failed,
        "cancelledImages" + ${cancelled}::int AS cancelled,
        "completedImages" + "failedImages" + "cancelledImages" + ${completed + failed + cancelled}::int >= "pilotImages" AS "isPilotOver"
      FROM "GenerationJob" WHERE id = ${jobId}
    )
    UPDATE "GenerationJob" j SET
      "completedImages" = c.completed, "failedImages" = c.failed, "cancelledImages" = c.cancelled,
      status = CASE
        WHEN c.completed + c.failed + c.cancelled < j."totalImages" THEN CASE WHEN c."isPilotOver" THEN 'PAUSED' ELSE j.status END
        WHEN j."stopCode" IS NOT NULL THEN 'FAILED'
        WHEN c.completed > 0 THEN 'COMPLETED'
        WHEN c.failed > 0 THEN 'FAILED'
        ELSE 'CANCELLED'
      END::"JobStatus",
      "pausedReason" = CASE WHEN c.completed + c.failed + c.cancelled < j."totalImages" THEN CASE WHEN c."isPilotOver" THEN 'PILOT' ELSE j."pausedReason" END END,
      "pausedMessage" = CASE WHEN c.completed + c.failed + c.cancelled < j."totalImages" AND c."isPilotOver" IS NOT TRUE THEN j."pausedMessage" END,
      "finishedAt" = CASE WHEN c.completed + c.failed + c.cancelled < j."totalImages" THEN NULL ELSE now() END
    FROM counted c WHERE j.id = c.id`;
}

/** Of one that no worker has begun. */
export async function beginJob(tx: Transaction, jobId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GenerationJob" SET status = 'PROCESSING', "startedAt" = coalesce("startedAt", now())
    WHERE id = ${jobId} AND status = 'QUEUED'`;
}

/** In the order in which they were asked for. */
export async function findWaiting(tx: Transaction, jobId: string): Promise<string[]> {
  const { ids } = await queryRow(
    tx,
    z.object({ ids: z.array(z.string()) }),
    Prisma.sql`
    SELECT coalesce(array_agg(i.id ORDER BY i.id), '{}') AS ids
    FROM "GenerationTask" i JOIN "GenerationJob" j ON j.id = i."jobId"
    WHERE i."jobId" = ${jobId} AND i.status = 'QUEUED' AND NOT ${isCancelled}`,
  );
  return ids;
}

export const waitingImageSchema = z.object({ id: z.string(), messageId: z.string(), turn: z.int() });
export type WaitingImage = z.infer<typeof waitingImageSchema>;

const renewedSchema = waitingImageSchema.extend({ oldMessageId: z.string().nullable() });
type Renewed = z.infer<typeof renewedSchema>;

/** To those that wait, from `firstTurn` on in the given order. `oldMessageId`: that which they have or had. */
export async function renewMessages(tx: Transaction, ids: string[], firstTurn: number): Promise<Renewed[]> {
  return queryRows(
    tx,
    renewedSchema,
    Prisma.sql`
    WITH waiting AS (
      SELECT i.id, i."messageId" AS old, ${firstTurn}::int + wanted.place - 1 AS turn
      FROM unnest(${ids}::text[]) WITH ORDINALITY AS wanted (id, place) JOIN "GenerationTask" i ON i.id = wanted.id
      WHERE i.status = 'QUEUED' ORDER BY i.id FOR UPDATE OF i
    )
    UPDATE "GenerationTask" i SET "messageId" = gen_random_uuid(), turn = waiting.turn
    FROM waiting WHERE i.id = waiting.id
    RETURNING i.id, i."messageId"::text AS "messageId", i.turn, waiting.old::text AS "oldMessageId"`,
  );
}

type State =
  | "status"
  | "pausedReason"
  | "pausedMessage"
  | "stopCode"
  | "goneModel"
  | "replacement"
  | "retries"
  | "retriedShot"
  | "sweeping"
  | "finishedAt"
  | "totalImages"
  | "billedFailures"
  | "budgetMicros"
  | "neededMicros"
  | "openingTimeouts"
  | "pilotImages";

/** Changes a job's state. With a new status it waits for no budget; one that is no longer PAUSED has no reason for it. */
export async function setJobState(
  tx: Transaction,
  id: string,
  { status, ...more }: Partial<Pick<GenerationJob, State>>,
): Promise<void> {
  const notPaused = { pausedReason: null, pausedMessage: null };
  const data = status ? { ...(status === "PAUSED" ? {} : notPaused), neededMicros: null, status, ...more } : more;
  await tx.generationJob.update({ where: { id }, data, select: { id: true } });
}

/** Of a job that is started or continues: what waits for a batch waits as long as was chosen, from now on. */
export async function renewDeadline(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GenerationJob" SET "deadlineAt" = now() + "deadlineHours" * interval '1 hour'
    WHERE id = ${id} AND "deadlineHours" IS NOT NULL`;
}

const answersSchema = z.object({ billedFailures: z.array(z.string()), openingTimeouts: z.int().nullable() });
type Answers = z.infer<typeof answersSchema>;

/**
 * `billed` failures in a row, which an image that was made ends, and TIMEOUTs among the first images to finish. Null where the
 * counts are as they were.
 */
export async function countAnswer(
  tx: Transaction,
  jobId: string,
  { code, billed, finished }: { code: string; billed: boolean; finished: boolean },
): Promise<Answers | null> {
  const made = code === "COMPLETED";
  if (!made && !billed && !finished) return null;
  const [counts] = await queryRows(
    tx,
    answersSchema,
    Prisma.sql`
    UPDATE "GenerationJob" SET
      "billedFailures" = CASE WHEN ${made} THEN '{}' WHEN ${billed} THEN array_append("billedFailures", ${code}) ELSE "billedFailures" END,
      "openingTimeouts" = CASE WHEN NOT ${finished} THEN "openingTimeouts" WHEN ${code} = 'TIMEOUT' THEN "openingTimeouts" + 1 END
    WHERE id = ${jobId} AND status IN ('QUEUED', 'PROCESSING')
      AND (${billed} OR "openingTimeouts" IS NOT NULL OR "billedFailures" <> '{}')
    RETURNING "billedFailures", "openingTimeouts"`,
  );
  return counts ?? null;
}
