import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { becomes, isRetryable, may } from "#lib/db/images/task-states.ts";
import { restoreDrafts } from "#lib/db/jobs/drafts.ts";
import { nextTurn } from "#lib/db/jobs/fairness.ts";
import { countEnded, type WaitingImage, waitingImageSchema } from "#lib/db/jobs/state.ts";
import type { LockedJob } from "#lib/db/locks.ts";
import { queryRow } from "#lib/db/rows.ts";

/**
 * Takes what a retry makes again out of the counters of a finished job: what an error stopped, whether the rows say so yet or not, was
 * counted as cancelled. `shot`: null for all. False where nothing of it can be made.
 */
export async function uncountRetryable(tx: Transaction, job: LockedJob, shot: number | null): Promise<boolean> {
  const { id, retries, cancelledRound } = job;
  const isUnswept = Prisma.sql`(${may("cancel")} AND round > ${cancelledRound}::int
    OR round BETWEEN ${cancelledRound}::int AND ${retries - 1}::int AND ${isRetryable})`;
  const stopped = job.stopMessage === null ? Prisma.empty : Prisma.sql`OR ${isUnswept}`;
  const { failed, cancelled, makeable } = await queryRow(
    tx,
    z.object({ failed: z.int(), cancelled: z.int(), makeable: z.int() }),
    Prisma.sql`
    SELECT count(*) FILTER (WHERE "isFailed")::int AS failed, count(*) FILTER (WHERE NOT "isFailed")::int AS cancelled,
      count("productId")::int AS makeable
    FROM (
      SELECT "productId", status = 'FAILED' AND round = ${retries}::int AS "isFailed" FROM "GenerationTask"
      WHERE "jobId" = ${id} AND shot = coalesce(${shot}::int, shot) AND (round = ${retries}::int AND ${isRetryable} ${stopped})
    ) retryable`,
  );
  const drafts = await restoreDrafts(tx, id);
  if (makeable + drafts === 0) return false;
  await countEnded(tx, id, { failed: -failed, cancelled: -cancelled - drafts });
  return true;
}

/**
 * Takes what failed in other shots over into the round of a retry that is of one, as it is, at most `limit`. Returns how many that
 * were. The job's row must be locked.
 */
export async function keepOtherShots(
  tx: Transaction,
  { id, retries, retriedShot }: LockedJob,
  limit: number,
): Promise<number> {
  return tx.$executeRaw`
    WITH chosen AS (
      SELECT id FROM "GenerationTask"
      WHERE "jobId" = ${id} AND round < ${retries}::int AND shot <> ${retriedShot}::int AND ${isRetryable} LIMIT ${limit}::int
    ), locked AS (
      SELECT id FROM "GenerationTask" WHERE id IN (SELECT id FROM chosen) AND ${isRetryable} ORDER BY id FOR UPDATE
    )
    UPDATE "GenerationTask" t SET round = ${retries}::int FROM locked WHERE t.id = locked.id`;
}

/** Behind those that are reopened already. */
export async function nextReopenedTurn(tx: Transaction, { id, retries }: LockedJob): Promise<number> {
  const { last } = await queryRow(
    tx,
    z.object({ last: z.int() }),
    Prisma.sql`
    SELECT coalesce(max(turn), -1) AS last FROM "GenerationTask"
    WHERE "jobId" = ${id} AND status = 'QUEUED' AND round = ${retries}::int`,
  );
  return Math.max(last + 1, await nextTurn(tx, id));
}

const reopenedSchema = z.object({
  count: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  waiting: z.array(waitingImageSchema),
});

/**
 * Rewrites tasks that the last retry of an unfinished job reopens, at most `limit`, in the order of their rounds and turns. Those whose
 * product was deleted stay as they were and are counted again. `count` is how many of both there were. The job's row must be
 * locked.
 */
export async function reopenTasks(
  tx: Transaction,
  { id, retries, cancelledRound }: LockedJob,
  { firstTurn, limit }: { firstTurn: number; limit: number },
): Promise<{ count: number; waiting: WaitingImage[] }> {
  const { failed, cancelled, ...reopened } = await queryRow(
    tx,
    reopenedSchema,
    Prisma.sql`
    WITH chosen AS (
      SELECT id FROM "GenerationTask" WHERE "jobId" = ${id} AND round BETWEEN ${cancelledRound}::int AND ${retries - 1}::int
        AND ${isRetryable}
      ORDER BY round, turn LIMIT ${limit}::int
    ), locked AS (
      SELECT id, turn, "productId" FROM "GenerationTask" WHERE id IN (SELECT id FROM chosen) AND ${may("requeue")}
      ORDER BY id FOR UPDATE
    ), kept AS (
      UPDATE "GenerationTask" t SET round = ${retries}::int FROM locked WHERE t.id = locked.id AND locked."productId" IS NULL
      RETURNING t.status
    ), placed AS (
      SELECT id, ${firstTurn}::int - 1 + row_number() OVER (ORDER BY turn, id) AS turn FROM locked WHERE "productId" IS NOT NULL
    ), reopened AS (
      UPDATE "GenerationTask" t
      SET ${becomes("requeue")}, attempts = 0, crashes = 0, round = ${retries}::int, turn = placed.turn, "messageId" = gen_random_uuid(),
        "requestKey" = NULL, "errorCode" = NULL, "errorMessage" = NULL, "endedAt" = NULL, "updatedAt" = now()
      FROM placed WHERE t.id = placed.id
      RETURNING t.id, t."messageId", t.turn
    )
    SELECT (SELECT count(*) FROM locked)::int AS count, (SELECT count(*) FROM kept WHERE status = 'FAILED')::int AS failed,
      (SELECT count(*) FROM kept WHERE status = 'CANCELLED')::int AS cancelled,
      (SELECT coalesce(json_agg(json_build_object('id', id, 'messageId', "messageId", 'turn', turn) ORDER BY turn), '[]') FROM reopened) AS waiting`,
  );
  if (failed + cancelled > 0) await countEnded(tx, id, { failed, cancelled });
  return reopened;
}
