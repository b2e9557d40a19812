import "server-only";
import { randomUUIDv7 } from "node:crypto";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { cutPage, decodeCursor, newestCursorSchema } from "#lib/db/cursor.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { WaitingImage } from "#lib/db/jobs/state.ts";
import { type JobWait, readWaits } from "#lib/db/jobs/waits.ts";
import { queryRow } from "#lib/db/rows.ts";
import {
  type Job,
  type JobError,
  type JobStatus,
  type JobSummary,
  type Jobs,
  MAX_ERROR_LOG,
} from "#lib/schemas/job.ts";
import { type ProductValues, type PromptPlan, promptPlanSchema } from "#lib/schemas/prompt.ts";

const RUNNING: JobStatus[] = ["QUEUED", "PROCESSING"];
const UNENDED: JobStatus[] = [...RUNNING, "PAUSED"];

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
  pausedReason: true,
  pausedMessage: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} satisfies Prisma.GenerationJobSelect;

type JobRow = Prisma.GenerationJobGetPayload<{ select: typeof jobSelect }>;

function toJob(row: JobRow, { waitMs: _waitMs, ...wait }: JobWait): JobSummary {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    ...wait,
  };
}

async function findErrors(jobId: string): Promise<JobError[]> {
  const rows = await db.generationTask.findMany({
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

export async function findJob(id: string): Promise<Job | null> {
  const row = await db.generationJob.findUnique({ where: { id }, select: jobSelect });
  if (!row) return null;
  // After the job's row: a job read as ended must come with all its errors.
  const [errorLog, waitOf] = await Promise.all([findErrors(id), readWaits()]);
  return { ...toJob(row, waitOf(row)), errorLog };
}

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
  const findPage = db.generationJob.findMany({
    where: {
      ...(status ? { status } : {}),
      ...(after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {}),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: jobSelect,
  });
  const [found, waitOf] = await Promise.all([findPage, readWaits()]);
  const { rows, nextCursor } = cutPage(found, limit, (last) => [last.createdAt.toISOString(), last.id]);
  return { jobs: rows.map((row) => toJob(row, waitOf(row))), nextCursor };
}

export async function createJob(
  tx: Transaction,
  job: Prisma.GenerationJobUncheckedCreateInput,
  plan: PromptPlan,
): Promise<string> {
  const { variant } = job;
  const shots = { create: { index: 0, variant, targetVariant: variant, plan } };
  const { id } = await tx.generationJob.create({ data: { ...job, shots }, select: { id: true } });
  return id;
}

export async function findPlan(tx: Transaction, jobId: string): Promise<PromptPlan> {
  const { plan } = await tx.jobShot.findUniqueOrThrow({ where: { jobId_index: { jobId, index: 0 } } });
  return promptPlanSchema.parse(plan);
}

export type NewImage = {
  /** Null where it was deleted since the job was started. */
  productId: string | null;
  sourceImageId: string | null;
  values: ProductValues;
  messageId: string;
  turn: number;
  status?: "QUEUED" | "CANCELLED";
  errorCode?: string;
  errorMessage?: string;
};

/** In one statement; returns them in the given order, in which their ids ascend too. */
export async function createImages(
  tx: Transaction,
  { jobId, model, variant }: { jobId: string; model: string; variant: string },
  images: NewImage[],
): Promise<WaitingImage[]> {
  const ids = images.map(() => randomUUIDv7()).sort();
  const rows = images.map((image, index) => ({ ...image, id: ids[index] ?? "" }));
  await tx.$executeRaw`
    INSERT INTO "GenerationTask" (id, "chainId", "jobId", "originJobId", model, "targetVariant", "productId", "sourceImageId", "values", "messageId", turn, status,
      "errorCode", "errorMessage", "updatedAt")
    SELECT id, id, ${jobId}, ${jobId}, ${model}, ${variant}, "productId", "sourceImageId", "values", "messageId", turn,
      coalesce(status, 'QUEUED')::"ImageStatus", "errorCode", "errorMessage", now()
    FROM json_to_recordset(${JSON.stringify(rows)}::text::json) AS image (
      id text, "productId" text, "sourceImageId" text, "values" jsonb, "messageId" uuid, turn int, status text,
      "errorCode" text, "errorMessage" text)`;
  return rows.map(({ id, messageId, turn }) => ({ id, messageId, turn }));
}

export async function countUnendedJobs(
  tx: Transaction,
  uses: { imageTypeId: string } | { templateId: string },
): Promise<number> {
  return tx.generationJob.count({ where: { ...uses, status: { in: UNENDED } } });
}

export async function findRunningJobs(model: string): Promise<string[]> {
  const jobs = await db.generationJob.findMany({
    where: { model, status: { in: RUNNING } },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  return jobs.map(({ id }) => id);
}

export async function runsOtherModels(models: string[]): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ found: z.boolean() }),
    Prisma.sql`
    SELECT EXISTS (SELECT FROM "GenerationJob" WHERE status IN ('QUEUED', 'PROCESSING') AND model <> ALL (${models}))
      OR EXISTS (SELECT FROM "GenerationTask" WHERE "jobId" IS NULL AND status = 'QUEUED' AND model <> ALL (${models})) AS found`,
  );
  return row.found;
}

export async function findLastJobId(): Promise<string | null> {
  const job = await db.generationJob.findFirst({
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return job?.id ?? null;
}

export async function jobExists(id: string): Promise<boolean> {
  return (await db.generationJob.count({ where: { id } })) > 0;
}
