import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import type { GenerationJob } from "#lib/db/generated/client.ts";
import { cancelDrafts, restoreDrafts } from "#lib/db/image-drafts.ts";

type LockedJob = Pick<
  GenerationJob,
  "id" | "status" | "startedAt" | "stopCode" | "retries" | "variant" | "model" | "promptPlan"
>;

/** A job whose row no other transaction can change before this one ends; null where it does not exist. */
export async function lockJob(tx: Transaction, id: string): Promise<LockedJob | null> {
  const [job] = await tx.$queryRaw<LockedJob[]>`
    SELECT id, status::text AS status, "startedAt", "stopCode", retries, variant, model, "promptPlan"
    FROM "GenerationJob" WHERE id = ${id} FOR NO KEY UPDATE`;
  return job ?? null;
}

type Counts = { completed?: number; failed?: number; cancelled?: number };

/**
 * Adds to a job's counters and, with its last image, ends it: FAILED where an error stopped it or no image was made,
 * COMPLETED with at least one. Belongs in the transaction that changes the images.
 */
export async function countEnded(
  tx: Transaction,
  jobId: string,
  { completed = 0, failed = 0, cancelled = 0 }: Counts,
): Promise<void> {
  await tx.$executeRaw`
    WITH counted AS (
      SELECT id, "completedImages" + ${completed}::int AS completed, "failedImages" + ${failed}::int AS failed,
        "cancelledImages" + ${cancelled}::int AS cancelled
      FROM "GenerationJob" WHERE id = ${jobId}
    )
    UPDATE "GenerationJob" j SET
      "completedImages" = c.completed, "failedImages" = c.failed, "cancelledImages" = c.cancelled,
      status = CASE
        WHEN c.completed + c.failed + c.cancelled < j."totalImages" THEN j.status
        WHEN j."stopCode" IS NOT NULL THEN 'FAILED'
        WHEN c.completed > 0 THEN 'COMPLETED'
        WHEN c.failed > 0 THEN 'FAILED'
        ELSE 'CANCELLED'
      END::"JobStatus",
      "finishedAt" = CASE WHEN c.completed + c.failed + c.cancelled < j."totalImages" THEN NULL ELSE now() END
    FROM counted c WHERE j.id = c.id`;
}

/** Cancels every image of a job that has not ended, for a reason, and counts them. Returns the messages they had. */
export async function cancelImages(
  tx: Transaction,
  jobId: string,
  { code, message }: { code: string; message: string },
): Promise<string[]> {
  const cancelled = await tx.$queryRaw<{ messageId: string | null }[]>`
    UPDATE "GeneratedImage"
    SET status = 'CANCELLED', "errorCode" = ${code}, "errorMessage" = ${message}, "endedAt" = now(), "updatedAt" = now()
    WHERE "jobId" = ${jobId} AND status IN ('QUEUED', 'GENERATING')
    RETURNING "messageId"`;
  await countEnded(tx, jobId, { cancelled: cancelled.length + (await cancelDrafts(tx, jobId, code)) });
  return cancelled.flatMap(({ messageId }) => messageId ?? []);
}

/** The messages of a job's images that wait. */
export async function findWaitingMessages(tx: Transaction, jobId: string): Promise<string[]> {
  const rows = await tx.generatedImage.findMany({
    where: { jobId, status: "QUEUED" },
    select: { messageId: true },
  });
  return rows.flatMap(({ messageId }) => messageId ?? []);
}

/**
 * The turn at which a newcomer joins the queue: that of the next image of the running jobs, so that it neither waits
 * behind all of them nor passes what they have done already.
 */
export async function nextTurn(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ turn: number | null }[]>`
    SELECT min(next.turn) AS turn
    FROM "GenerationJob" j CROSS JOIN LATERAL (
      SELECT turn FROM "GeneratedImage" i
      WHERE i."jobId" = j.id AND i.status = 'QUEUED' AND i.claims = 0 ORDER BY turn LIMIT 1
    ) next
    WHERE j.status IN ('QUEUED', 'PROCESSING')`;
  return row?.turn ?? 0;
}

/** An image that waits for the message named. */
export type WaitingImage = { id: string; messageId: string; turn: number };

/** Gives each waiting image of a job a new message and a new turn, from `firstTurn` on. */
export async function renewMessages(tx: Transaction, jobId: string, firstTurn: number): Promise<WaitingImage[]> {
  return tx.$queryRaw<WaitingImage[]>`
    UPDATE "GeneratedImage" i SET "messageId" = gen_random_uuid(), turn = ${firstTurn}::int + q.position
    FROM (
      SELECT id, (row_number() OVER (ORDER BY id) - 1)::int AS position
      FROM "GeneratedImage" WHERE "jobId" = ${jobId} AND status = 'QUEUED'
    ) q
    WHERE i.id = q.id
    RETURNING i.id, i."messageId"::text AS "messageId", i.turn`;
}

/**
 * Makes a job's failed images wait again, and those that were cancelled because an error stopped it (never those a person
 * cancelled, nor those whose product was deleted): new round, no attempts. Takes them out of the counters. Returns how many there were.
 */
export async function requeueFailed(tx: Transaction, jobId: string): Promise<number> {
  const requeued = await tx.$queryRaw<{ failed: boolean }[]>`
    WITH old AS (
      SELECT id, status = 'FAILED' AS failed FROM "GeneratedImage"
      WHERE "jobId" = ${jobId} AND "productId" IS NOT NULL
        AND (status = 'FAILED' OR status = 'CANCELLED' AND "errorCode" <> 'CANCELLED')
      FOR UPDATE
    )
    UPDATE "GeneratedImage" i
    SET status = 'QUEUED', attempts = 0, crashes = 0, round = round + 1, "errorCode" = NULL, "errorMessage" = NULL,
      "endedAt" = NULL, "updatedAt" = now()
    FROM old WHERE i.id = old.id
    RETURNING old.failed`;
  const restored = await restoreDrafts(tx, jobId);
  const failed = requeued.filter((image) => image.failed).length;
  const cancelled = requeued.length - failed + restored;
  if (failed + cancelled > 0) await countEnded(tx, jobId, { failed: -failed, cancelled: -cancelled });
  return failed + cancelled;
}

/** Changes a job's state. */
export async function setJobState(
  tx: Transaction,
  id: string,
  data: Partial<Pick<GenerationJob, "status" | "stopCode" | "retries" | "finishedAt" | "totalImages">>,
): Promise<void> {
  await tx.generationJob.update({ where: { id }, data, select: { id: true } });
}
