import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { cutPage, decodeCursor, newestCursorSchema } from "#lib/db/cursor.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import {
  endedStatus,
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
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} satisfies Prisma.GenerationJobSelect;

function toJob(row: Prisma.GenerationJobGetPayload<{ select: typeof jobSelect }>): JobSummary {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    waitingUntil: null,
    waitingReason: null,
  };
}

async function findErrors(jobId: string): Promise<JobError[]> {
  const rows = await (await db()).generatedImage.findMany({
    where: { jobId, status: "FAILED" },
    orderBy: [{ endedAt: "desc" }, { id: "desc" }],
    take: MAX_ERROR_LOG,
    select: {
      productId: true,
      errorCode: true,
      errorMessage: true,
      endedAt: true,
      updatedAt: true,
      product: { select: { asin: true, title: true } },
    },
  });
  return rows.map(({ product, ...row }) => ({
    productId: row.productId,
    asin: product.asin,
    title: product.title,
    code: row.errorCode ?? "",
    message: row.errorMessage ?? "",
    at: (row.endedAt ?? row.updatedAt).toISOString(),
  }));
}

/** A job with one error for each image that is FAILED now; null where it does not exist. */
export async function findJob(id: string): Promise<Job | null> {
  const [row, errorLog] = await Promise.all([
    (await db()).generationJob.findUnique({ where: { id }, select: jobSelect }),
    findErrors(id),
  ]);
  return row && { ...toJob(row), errorLog };
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
  const found = await (await db()).generationJob.findMany({
    where: {
      ...(status ? { status } : {}),
      ...(after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {}),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: jobSelect,
  });
  const { rows, nextCursor } = cutPage(found, limit, (last) => [last.createdAt.toISOString(), last.id]);
  return { jobs: rows.map(toJob), nextCursor };
}

export type NewJob = Prisma.GenerationJobUncheckedCreateInput;
export type NewImage = { productId: string; sourceImageId: string; prompt: string };

/** Writes a job and its images; returns the ids of the images in the given order. */
export async function createJob(
  tx: Transaction,
  job: Omit<NewJob, "totalImages">,
  images: NewImage[],
): Promise<{ jobId: string; imageIds: string[] }> {
  const { id: jobId } = await tx.generationJob.create({
    data: { ...job, totalImages: images.length },
    select: { id: true },
  });
  const rows = await tx.generatedImage.createManyAndReturn({
    data: images.map((image) => ({ ...image, jobId, model: job.model })),
    select: { id: true },
  });
  return { jobId, imageIds: rows.map(({ id }) => id) };
}

/** Counts one image that has ended, and ends the job with its last one. Belongs in the transaction that ends the image. */
export async function countEndedImage(
  tx: Transaction,
  jobId: string,
  counter: "completedImages" | "failedImages" | "cancelledImages",
): Promise<void> {
  const counts = await tx.generationJob.update({
    where: { id: jobId },
    data: { [counter]: { increment: 1 } },
    select: jobSelect,
  });
  const status = endedStatus(counts);
  if (status) await tx.generationJob.update({ where: { id: jobId }, data: { status, finishedAt: new Date() } });
}

/** How many jobs that have not ended use this image type or this template. */
export async function countUnendedJobs(
  tx: Transaction,
  uses: { imageTypeId: string } | { templateId: string },
): Promise<number> {
  return tx.generationJob.count({ where: { ...uses, status: { in: UNENDED } } });
}

/** Is there a job of this id? */
export async function jobExists(id: string): Promise<boolean> {
  return (await (await db()).generationJob.count({ where: { id } })) > 0;
}
