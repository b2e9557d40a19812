import "server-only";
import { randomUUIDv7 } from "node:crypto";
import { db, type Transaction } from "#lib/db/client.ts";
import { cutPage, decodeCursor, newestCursorSchema } from "#lib/db/cursor.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { findHold, type Hold } from "#lib/db/holds.ts";
import type { WaitingImage } from "#lib/db/job-state.ts";
import {
  isFinished,
  type Job,
  type JobError,
  type JobStatus,
  type JobSummary,
  type Jobs,
  MAX_ERROR_LOG,
} from "#lib/schemas/job.ts";

const UNENDED: JobStatus[] = ["QUEUED", "PROCESSING", "PAUSED"];

const jobSelect = {
  id: true,
  status: true,
  variant: true,
  imageTypeId: true,
  imageTypeName: true,
  templateId: true,
  templateName: true,
  prompt: true,
  model: true,
  totalImages: true,
  completedImages: true,
  failedImages: true,
  cancelledImages: true,
  stopCode: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} satisfies Prisma.GenerationJobSelect;

function toJob(row: Prisma.GenerationJobGetPayload<{ select: typeof jobSelect }>, hold: Hold | null): JobSummary {
  const waits = hold !== null && !isFinished(row) && row.status !== "PAUSED";
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    waitingUntil: waits ? hold.until.toISOString() : null,
    waitingReason: waits ? hold.code : null,
  };
}

async function findErrors(jobId: string): Promise<JobError[]> {
  const rows = await (await db()).generatedImage.findMany({
    where: { jobId, status: "FAILED" },
    orderBy: [{ endedAt: "desc" }, { id: "desc" }],
    take: MAX_ERROR_LOG,
    select: {
      productId: true,
      productTitle: true,
      productAsin: true,
      errorCode: true,
      errorMessage: true,
      endedAt: true,
      updatedAt: true,
      product: { select: { asin: true, title: true } },
    },
  });
  return rows.map(({ product, ...row }) => ({
    productId: row.productId,
    asin: product ? product.asin : row.productAsin,
    title: product?.title ?? row.productTitle ?? "",
    code: row.errorCode ?? "",
    message: row.errorMessage ?? "",
    at: (row.endedAt ?? row.updatedAt).toISOString(),
  }));
}

/** A job with one error for each image that is FAILED now; null where it does not exist. */
export async function findJob(id: string): Promise<Job | null> {
  const row = await (await db()).generationJob.findUnique({ where: { id }, select: jobSelect });
  if (!row) return null;
  // After the job's row: a job read as ended must come with all its errors.
  const [errorLog, hold] = await Promise.all([findErrors(id), findHold()]);
  return { ...toJob(row, hold), errorLog };
}

/** One page of jobs, newest first. */
export async function listJobs({
  status,
  cursor,
  limit,
}: {
  status?: JobStatus | undefined;
  cursor?: string | undefined;
  limit: number;
}): Promise<Jobs> {
  const after = cursor ? decodeCursor(cursor, newestCursorSchema) : null;
  const findPage = (await db()).generationJob.findMany({
    where: {
      ...(status ? { status } : {}),
      ...(after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {}),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: jobSelect,
  });
  const [found, hold] = await Promise.all([findPage, findHold()]);
  const { rows, nextCursor } = cutPage(found, limit, (last) => [last.createdAt.toISOString(), last.id]);
  return { jobs: rows.map((row) => toJob(row, hold)), nextCursor };
}

/** Writes a job without its images; returns its id. */
export async function createJob(tx: Transaction, job: Prisma.GenerationJobUncheckedCreateInput): Promise<string> {
  const { id } = await tx.generationJob.create({ data: job, select: { id: true } });
  return id;
}

export type NewImage = {
  /** Null where it was deleted since the job was started. */
  productId: string | null;
  sourceImageId: string | null;
  prompt: string;
  messageId: string;
  turn: number;
  status?: "QUEUED" | "CANCELLED";
  errorCode?: string;
  errorMessage?: string;
};

/** Writes images of a job in one statement; returns them in the given order, in which their ids ascend too. */
export async function createImages(
  tx: Transaction,
  { jobId, model, variant }: { jobId: string; model: string; variant: string },
  images: NewImage[],
): Promise<WaitingImage[]> {
  const ids = images.map(() => randomUUIDv7()).sort();
  const rows = images.map((image, index) => ({ ...image, id: ids[index] ?? "" }));
  await tx.$executeRaw`
    INSERT INTO "GeneratedImage" (id, "chainId", "jobId", "originJobId", model, "targetSlot", "productId", "sourceImageId", prompt, "messageId", turn, status,
      "errorCode", "errorMessage", "updatedAt")
    SELECT id, id, ${jobId}, ${jobId}, ${model}, ${variant}, "productId", "sourceImageId", prompt, "messageId", turn,
      coalesce(status, 'QUEUED')::"ImageStatus", "errorCode", "errorMessage", now()
    FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS image (
      id text, "productId" text, "sourceImageId" text, prompt text, "messageId" uuid, turn int, status text,
      "errorCode" text, "errorMessage" text)`;
  return rows.map(({ id, messageId, turn }) => ({ id, messageId, turn }));
}

/** How many jobs that have not ended use this image type or this template. */
export async function countUnendedJobs(
  tx: Transaction,
  uses: { imageTypeId: string } | { templateId: string },
): Promise<number> {
  return tx.generationJob.count({ where: { ...uses, status: { in: UNENDED } } });
}

/** The newest job; null before the first one. */
export async function findLastJobId(): Promise<string | null> {
  const job = await (await db()).generationJob.findFirst({
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return job?.id ?? null;
}

/** Is there a job of this id? */
export async function jobExists(id: string): Promise<boolean> {
  return (await (await db()).generationJob.count({ where: { id } })) > 0;
}
