import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { becomes, isRetryable, may } from "#lib/db/images/task-states.ts";
import type { LockedJob } from "#lib/db/locks.ts";
import { queryRow } from "#lib/db/rows.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

/** Tasks that one transaction rewrites: on the embedded database it blocks every other query. */
export const SWEEP_BATCH = 500;
/** Tasks that one transaction reopens, each with a new message: that takes as long as five times as many otherwise. */
export const REOPEN_BATCH = 100;
/** Images that one transaction deletes, with copies of all their rows: that takes four times as long. */
export const DELETE_BATCH = 80;

/** Of an image that an error stopped and a retry reopens next: until then the view `Image` says that it waits. */
const REOPENED_CODE = "STOPPED";

/**
 * Cancels a job with its final counters. Its unfinished tasks are cancelled from then on, as the view `Image` says; their rows
 * follow in parts.
 */
export async function cancelAtOnce(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GenerationJob" SET status = 'CANCELLED', "cancelledRound" = retries, "cancelledImages" = "totalImages" - "completedImages" - "failedImages",
      "finishedAt" = now(), sweeping = true, "pausedReason" = NULL, "pausedMessage" = NULL, "neededMicros" = NULL, "pilotImages" = NULL
    WHERE id = ${id}`;
}

/** That Google no longer offers, and what it names instead. */
export type GoneModel = { model: string; replacement: string | null };

/** The same for a job that an error stops. `message` is for the images that are not attempted. */
export async function stopAtOnce(
  tx: Transaction,
  id: string,
  { code, message, gone = null }: { code: string; message: string; gone?: GoneModel | null },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GenerationJob" SET status = 'FAILED', "stopCode" = ${code}, "stopMessage" = ${message},
      "goneModel" = ${gone?.model}, replacement = ${gone?.replacement},
      "cancelledImages" = "totalImages" - "completedImages" - "failedImages", "finishedAt" = now(), sweeping = true,
      "pausedReason" = NULL, "pausedMessage" = NULL, "neededMicros" = NULL
    WHERE id = ${id}`;
}

/** Of a job that was retried since it was stopped: the rows of what was stopped are rewritten. */
export async function endStop(tx: Transaction, id: string): Promise<void> {
  await tx.generationJob.update({ where: { id }, data: { stopMessage: null }, select: { id: true } });
}

export async function endSweep(tx: Transaction, id: string): Promise<void> {
  const data = { sweeping: false, stopMessage: null };
  await tx.generationJob.update({ where: { id }, data, select: { id: true } });
}

const sweptSchema = z.object({ count: z.int(), lastTurn: z.int().nullable(), messages: z.array(z.string()) });
/** `messages`: those that the tasks had. */
export type Swept = z.infer<typeof sweptSchema>;

/**
 * Rewrites tasks that a person or an error cancelled: those that a worker has first, then those that wait from `fromTurn` on, then
 * those that a retry was to reopen, at most `limit`. After a retry only those of earlier rounds: what a person cancelled, and
 * what an error stopped, which is to be reopened. The job has counted them. Its row must be locked.
 */
export async function sweepTasks(
  tx: Transaction,
  job: LockedJob,
  { message, fromTurn, limit }: { message: string; fromTurn: number; limit: number },
): Promise<Swept> {
  const { id: jobId, retries, cancelledRound } = job;
  const [rounds, rightRound] = isFinished(job) ? [retries + 1, retries] : [retries, cancelledRound];
  return queryRow(
    tx,
    sweptSchema,
    Prisma.sql`
    WITH chosen AS (
      (SELECT id FROM "GenerationTask" WHERE "jobId" = ${jobId} AND status = 'GENERATING' AND round < ${rounds}::int LIMIT ${limit}::int)
      UNION ALL
      (SELECT id FROM "GenerationTask"
        WHERE "jobId" = ${jobId} AND status = 'QUEUED' AND round < ${rounds}::int AND turn >= ${fromTurn}::int
        ORDER BY turn LIMIT ${limit}::int)
      UNION ALL
      (SELECT id FROM "GenerationTask" WHERE "jobId" = ${jobId} AND round < ${rightRound}::int AND ${isRetryable} LIMIT ${limit}::int)
      LIMIT ${limit}::int
    ), locked AS (
      SELECT id, round + (NOT ${may("cancel")})::int AS round FROM "GenerationTask"
      WHERE id IN (SELECT id FROM chosen) AND (${may("cancel")} OR ${isRetryable}) ORDER BY id FOR UPDATE
    ), swept AS (
      UPDATE "GenerationTask" t
      SET ${becomes("cancel")}, "endedAt" = coalesce(c."finishedAt", now()), "updatedAt" = now(),
        "errorCode" = CASE WHEN c."byPerson" THEN 'CANCELLED' ELSE coalesce(c."stopCode", ${REOPENED_CODE}) END,
        "errorMessage" = CASE WHEN c."byPerson" THEN ${message} ELSE c."stopMessage" END,
        round = CASE WHEN c."byPerson" OR c."stopCode" IS NULL THEN t.round ELSE ${retries}::int END
      FROM (
        SELECT l.id, l.round <= j."cancelledRound" AS "byPerson", j."stopCode", j."stopMessage", j."finishedAt"
        FROM locked l, "GenerationJob" j WHERE j.id = ${jobId}
      ) c
      WHERE t.id = c.id
      RETURNING t.turn, t."messageId"
    )
    SELECT count(*)::int AS count, max(turn) AS "lastTurn",
      coalesce(array_agg("messageId"::text) FILTER (WHERE "messageId" IS NOT NULL), '{}') AS messages
    FROM swept`,
  );
}

/** Messages of tasks that wait, from `fromTurn` on, at most `limit`. */
export async function findMessages(
  tx: Transaction,
  jobId: string,
  { fromTurn, limit }: { fromTurn: number; limit: number },
): Promise<Swept> {
  return queryRow(
    tx,
    sweptSchema,
    Prisma.sql`
    SELECT count(*)::int AS count, max(turn) AS "lastTurn",
      coalesce(array_agg("messageId"::text) FILTER (WHERE "messageId" IS NOT NULL), '{}') AS messages
    FROM (
      SELECT turn, "messageId" FROM "GenerationTask" WHERE "jobId" = ${jobId} AND status = 'QUEUED' AND turn >= ${fromTurn}::int
      ORDER BY turn LIMIT ${limit}::int
    ) waiting`,
  );
}

/** Rewrites tasks that are about to be kept as deleted. */
export async function sweepThese(tx: Transaction, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GenerationTask" t
    SET status = i.status, "errorCode" = i."errorCode", "errorMessage" = i."errorMessage", "endedAt" = i."endedAt", "updatedAt" = now()
    FROM "Image" i WHERE t.id = ANY(${ids}::text[]) AND i.id = t.id AND NOT i."isSwept"`;
}
