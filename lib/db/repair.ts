import "server-only";
import { z } from "zod";
import { type BatchMessage, batchMessageSchema, isOpenBatch } from "#lib/db/batches.ts";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { becomes, isCancelled, isInProgress, isWithheld, may } from "#lib/db/images/task-states.ts";
import { queryRows } from "#lib/db/rows.ts";

/** A message that a worker has, or can get. */
const LIVE = Prisma.sql`m.state IN ('created', 'retry', 'active')`;
/** A message that no worker has. */
const WAITING = Prisma.sql`m.state IN ('created', 'retry')`;

const strandedSchema = z.object({
  id: z.string(),
  messageId: z.string(),
  turn: z.int(),
  jobId: z.string().nullable(),
  origin: z.enum(["MODEL", "FIX"]),
  model: z.string(),
  paused: z.boolean(),
});
export type Stranded = z.infer<typeof strandedSchema>;

/**
 * Where no message of theirs is in the queue; the caller sends the messages. Images of jobs that are paused or wait for a budget have none, cancelled
 * ones need none, and those of a job whose messages are being sent get theirs from that.
 */
export async function findStrandedImages(tx: Transaction, limit: number): Promise<Stranded[]> {
  return queryRows(
    tx,
    strandedSchema,
    Prisma.sql`
    WITH stranded AS (
      SELECT i.id, coalesce(j.model, i.model) AS model, ${isWithheld} IS TRUE AS paused
      FROM "GenerationTask" i LEFT JOIN "GenerationJob" j ON j.id = i."jobId"
      WHERE i.${may("resend")} AND ${isCancelled} IS NOT TRUE
        AND (${isWithheld} IS NOT TRUE OR i.status = 'GENERATING')
        AND NOT EXISTS (SELECT FROM "Batch" b WHERE b.id = i."batchId" AND ${isOpenBatch})
        AND NOT EXISTS (
          SELECT FROM pgboss.job m WHERE m.name IN ('generate-image', 'generate-demo-image', 'fix-image') AND m.id = i."messageId" AND ${LIVE})
        AND NOT EXISTS (
          SELECT FROM pgboss.job m WHERE m.name = 'send-job' AND m.data->>'jobId' = i."jobId" AND ${LIVE})
      ORDER BY i.id LIMIT ${limit} FOR UPDATE OF i SKIP LOCKED
    )
    UPDATE "GenerationTask" i SET ${becomes("resend")}, "messageId" = gen_random_uuid(), "updatedAt" = now()
    FROM stranded WHERE i.id = stranded.id
    RETURNING i.id, i."messageId"::text AS "messageId", i.turn, i."jobId", i.origin::text AS origin, stranded.model, stranded.paused`,
  );
}

/** That no worker has and that would find nothing to do: their image has ended, is gone, or has a newer message. */
export async function findIdleMessages(tx: Transaction, name: string, limit: number): Promise<string[]> {
  const rows = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT m.id::text AS id FROM pgboss.job m
    WHERE m.name = ${name} AND ${WAITING} AND NOT EXISTS (
      SELECT FROM "GenerationTask" i
      WHERE i.id = m.data->>'imageId' AND i."messageId" = m.id AND i.${isInProgress})
    LIMIT ${limit}`,
  );
  return rows.map(({ id }) => id);
}

/** What waits for a person after a pilot needs no message. */
export async function findUnfilledJobs(tx: Transaction): Promise<string[]> {
  const rows = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT j.id FROM "GenerationJob" j
    WHERE j."pilotImages" IS NULL AND EXISTS (SELECT FROM "DraftBlock" d WHERE d."jobId" = j.id)
      AND NOT EXISTS (SELECT FROM pgboss.job m WHERE m.name = 'fill-job' AND m.data->>'jobId' = j.id AND ${LIVE})`,
  );
  return rows.map(({ id }) => id);
}

export async function findUnsweptJobs(tx: Transaction): Promise<string[]> {
  const rows = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT j.id FROM "GenerationJob" j
    WHERE (j.sweeping OR j.deleting) AND NOT EXISTS (
      SELECT FROM pgboss.job m WHERE m.name = 'sweep-job' AND m.data->>'jobId' = j.id AND ${LIVE})`,
  );
  return rows.map(({ id }) => id);
}

/** The caller sends the messages. */
export async function findStrandedBatches(tx: Transaction): Promise<BatchMessage[]> {
  return queryRows(
    tx,
    batchMessageSchema,
    Prisma.sql`
    UPDATE "Batch" b SET "messageId" = gen_random_uuid(), "updatedAt" = now()
    WHERE ${isOpenBatch} AND NOT EXISTS (
      SELECT FROM pgboss.job m WHERE m.name IN ('batch', 'demo-batch') AND m.id = b."messageId" AND ${LIVE})
    RETURNING b.id, b.model, b."messageId"::text AS "messageId"`,
  );
}

export async function findStrandedImports(tx: Transaction): Promise<string[]> {
  const rows = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT i.id FROM "Import" i
    WHERE i.status IN ('QUEUED', 'PROCESSING') AND NOT EXISTS (
      SELECT FROM pgboss.job m WHERE m.name IN ('import', 'import-now') AND m.data->>'importId' = i.id AND ${LIVE})`,
  );
  return rows.map(({ id }) => id);
}
