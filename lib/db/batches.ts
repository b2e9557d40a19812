import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { keepBackupsAway } from "#lib/db/backup/lease.ts";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { type Batch, type BatchState, Prisma } from "#lib/db/generated/client.ts";
import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import { type Bill, billColumns } from "#lib/db/images/calls.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import type { JobBatches } from "#lib/schemas/batch.ts";

export type { Batch };

/** A batch that Google makes may have as many as 100,000; few hundred results can be fetched in minutes. */
export const MAX_BATCH_IMAGES = 200;

export const batchMessageSchema = z.object({ id: z.string(), model: z.string(), messageId: z.string() });
export type BatchMessage = z.infer<typeof batchMessageSchema>;

/** The condition on a row `b` that it has not ended here. */
export const isOpenBatch = Prisma.sql`b.state NOT IN ('FETCHED', 'FAILED')`;

/**
 * Puts an image whose call is noted into a batch of its job that takes some more. The job's row must be locked. False where the
 * image is no longer this worker's. `begun`: the batch, where it is the first of it.
 */
export async function joinBatch(
  tx: Transaction,
  { id, jobId, model, claims }: Pick<ClaimedImage, "id" | "jobId" | "model" | "claims">,
): Promise<{ joined: boolean; begun: BatchMessage | null }> {
  const where = { jobId: jobId ?? "", model, state: "PLANNED" as const, images: { lt: MAX_BATCH_IMAGES } };
  const open = await tx.batch.findFirst({ where, orderBy: { id: "asc" }, select: { id: true } });
  const messageId = randomUUID();
  const batch =
    open ?? (await tx.batch.create({ data: { jobId: jobId ?? "", model, messageId }, select: { id: true } }));
  const batchId = batch.id;
  const held = { id, claims, status: "GENERATING" as const };
  const { count } = await tx.generationTask.updateMany({ where: held, data: { batchId, messageId: null } });
  await tx.generationAttempt.updateMany({ where: { imageId: id, claim: claims, code: null }, data: { batchId } });
  await tx.batch.update({ where: { id: batchId }, data: { images: { increment: count } }, select: { id: true } });
  return { joined: count === 1, begun: open ? null : { id: batchId, model, messageId } };
}

/** Null where another message is to work on it, or it has ended. */
export async function findBatch(id: string, messageId: string): Promise<Batch | null> {
  return db.batch.findFirst({ where: { id, messageId, state: { notIn: ["FETCHED", "FAILED"] } } });
}

/** Null where another message is to work on it. */
export async function renewBatchMessage(tx: Transaction, id: string, messageId: string): Promise<BatchMessage | null> {
  const data = { messageId: randomUUID() };
  const [renewed] = await tx.batch.updateManyAndReturn({ where: { id, messageId }, data });
  return renewed ?? null;
}

export async function readClock(): Promise<Date> {
  return (await queryRow(db, z.object({ now: z.date() }), Prisma.sql`SELECT clock_timestamp() AS now`)).now;
}

/** A backup has all results of a batch, or the batch that still has them: none are read while one is made. Throws `BackupRunning`. */
export function endBatch(batch: Batch, data: Pick<Batch, "resultFile" | "outcome">): Promise<Batch | null> {
  return transaction(async (tx) => {
    await keepBackupsAway(tx);
    return changeBatch(tx, batch, { state: "ENDED", ...data });
  });
}

type Progress = Partial<Omit<Batch, "id" | "state">> & { state?: BatchState };

/** Null where another process was faster: then this one must not continue. */
export async function changeBatch(tx: Transaction | typeof db, batch: Batch, data: Progress): Promise<Batch | null> {
  const { id, messageId, state, sentAt } = batch;
  const changed = await tx.batch.updateManyAndReturn({ where: { id, messageId, state, sentAt }, data });
  return changed[0] ?? null;
}

/** From now on its calls may be billed. */
export async function markSent(tx: Transaction, batchId: string): Promise<void> {
  await tx.generationAttempt.updateMany({ where: { batchId, code: null }, data: { called: true } });
}

/** Google refused all of it: nothing was made. */
export async function markUnsent(tx: Transaction, batchId: string): Promise<void> {
  await tx.generationAttempt.updateMany({ where: { batchId, code: null, callMs: null }, data: { called: false } });
}

/** Ends calls that were noted and never sent, of a batch or of a claimed image. */
export async function endUnsent(
  tx: Transaction,
  which: { batchId: string } | { imageId: string; claim: number },
): Promise<void> {
  const where = { ...which, code: null, called: false };
  const data = { code: "CANCELLED", message: "Not sent.", costMicros: 0, reservedMicros: null };
  await tx.generationAttempt.updateMany({ where, data });
}

const jobSchema = z.object({ ended: z.boolean(), paused: z.boolean(), late: z.boolean() });

/** Of the batch's job. `ended`: it makes nothing any more; `late`: its deadline is over. */
export async function readJobOfBatch(tx: Transaction | typeof db, jobId: string): Promise<z.infer<typeof jobSchema>> {
  const [job] = await queryRows(
    tx,
    jobSchema,
    Prisma.sql`
    SELECT status IN ('CANCELLED', 'FAILED') OR deleting AS ended, status = 'PAUSED' AS paused,
      coalesce("deadlineAt" <= now(), false) AS late
    FROM "GenerationJob" WHERE id = ${jobId}`,
  );
  return job ?? { ended: true, paused: false, late: false };
}

/** Google gave it up: no batch will be faster. */
export async function endDeadline(tx: Transaction, jobId: string): Promise<void> {
  await tx.$executeRaw`UPDATE "GenerationJob" SET "deadlineAt" = least("deadlineAt", now()) WHERE id = ${jobId}`;
}

const callSchema = z.object({
  id: z.int(),
  imageId: z.string(),
  jobId: z.string().nullable(),
  round: z.int(),
  claims: z.int(),
  model: z.string(),
  callMs: z.int(),
});
/** A call that was sent and has no answer yet. `callMs`: for how long. `claims`: that of its image then. */
export type SentCall = z.infer<typeof callSchema>;

/** Of a batch, by id. */
export async function findUnanswered(batchId: string): Promise<SentCall[]> {
  return queryRows(
    db,
    callSchema,
    Prisma.sql`
    SELECT id, "imageId", "jobId", round, claim AS claims, coalesce(model, '') AS model,
      least(2147483647, extract(epoch FROM now() - "startedAt") * 1000)::int AS "callMs"
    FROM "GenerationAttempt"
    WHERE "batchId" = ${batchId} AND "callMs" IS NULL AND claim IS NOT NULL AND (code IS NULL OR code = 'CRASHED') ORDER BY id`,
  );
}

/** By the image, so that a result finds its call. */
export async function findCallIds(batchId: string): Promise<Map<string, number>> {
  const rows = await db.generationAttempt.findMany({
    where: { batchId, code: null },
    select: { id: true, imageId: true },
  });
  return new Map(rows.map(({ id, imageId }) => [imageId, id]));
}

/**
 * Notes the answer of a call whose image still waits for it, and gives the image a message, so that a worker records it. False
 * where the image was cancelled meanwhile.
 */
export async function noteAnswer(
  tx: Transaction,
  batchId: string,
  call: SentCall,
  { messageId, bill, modelVersion }: { messageId: string; bill: Bill; modelVersion: string | null },
): Promise<{ turn: number } | null> {
  const [task] = await queryRows(
    tx,
    z.object({ turn: z.int() }),
    Prisma.sql`
    UPDATE "GenerationTask" SET "batchId" = NULL, "messageId" = ${messageId}::uuid, "updatedAt" = now(),
      "modelVersion" = coalesce(${modelVersion}, "modelVersion")
    WHERE id = ${call.imageId} AND "batchId" = ${batchId} AND claims = ${call.claims} AND status = 'GENERATING'
    RETURNING turn`,
  );
  if (!task) return null;
  await tx.$executeRaw`
    UPDATE "GenerationAttempt" SET "callMs" = ${call.callMs}::int, ${billColumns(bill)} WHERE id = ${call.id} AND code IS NULL`;
  return task;
}

const summarySchema = z.object({ waiting: z.int(), coming: z.int(), batches: z.int(), since: z.date().nullable() });

/** `coming`: images of batches that were sent, and are paid. */
export async function findJobBatches(jobId: string): Promise<JobBatches> {
  const { since, ...summary } = await queryRow(
    db,
    summarySchema,
    Prisma.sql`
    SELECT coalesce(sum(n) FILTER (WHERE state IN ('PLANNED', 'UPLOADING', 'UPLOADED')), 0)::int AS waiting,
      coalesce(sum(n) FILTER (WHERE state IN ('CREATING', 'CREATED', 'ENDED')), 0)::int AS coming,
      count(*) FILTER (WHERE state IN ('CREATING', 'CREATED', 'ENDED'))::int AS batches,
      min("sentAt") FILTER (WHERE state IN ('CREATING', 'CREATED', 'ENDED')) AS since
    FROM (
      SELECT b.state, b."sentAt", (SELECT count(*) FROM "GenerationTask" t WHERE t."batchId" = b.id) AS n
      FROM "Batch" b WHERE b."jobId" = ${jobId} AND ${isOpenBatch}
    ) open`,
  );
  return { ...summary, since: since?.toISOString() ?? null };
}
