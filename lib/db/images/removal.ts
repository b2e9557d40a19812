import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { beginDeletion, keepLinks, keepRows, keepSuccessors } from "#lib/db/deletions.ts";
import { type GenerationJob, Prisma } from "#lib/db/generated/client.ts";
import { fillChains, fillVariants } from "#lib/db/images/current.ts";
import { ONE_IN_PROGRESS } from "#lib/db/images/task-states.ts";
import { sweepThese } from "#lib/db/jobs/sweep.ts";
import { queryRows } from "#lib/db/rows.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import { generatedKey } from "#lib/storage/keys.ts";

/** Where they are, or may be: not of one that no worker ever claimed. */
export function picturesOf(images: { id: string; storageKey: string | null; claims: number }[]): string[] {
  return images.flatMap(({ id, storageKey, claims }) => storageKey ?? (claims > 0 ? generatedKey(id) : []));
}

export async function hasPendingVersion(tx: Transaction, id: string): Promise<boolean> {
  const where = { OR: [{ id }, { parentImageId: id }], status: ONE_IN_PROGRESS };
  return (await tx.image.count({ where })) > 0;
}

export async function recount(tx: Transaction, productIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "ProductStats" t SET "generatedCount" = c.made, "lastGeneratedAt" = c.last
    FROM (
      SELECT wanted.id, count(i.id)::int AS made, max(i."madeAt") AS last
      FROM unnest(${productIds}::text[]) AS wanted (id) LEFT JOIN "GeneratedImage" i ON i."productId" = wanted.id
      GROUP BY wanted.id
    ) c WHERE t."productId" = c.id`;
}

async function fillGaps(tx: Transaction, deletionId: string, removed: Removed[]): Promise<void> {
  const gaps = removed.filter(({ isCurrent }) => isCurrent);
  if (gaps.length === 0) return;
  const chains = gaps.map(({ chainId }) => chainId);
  const successors = [...(await fillChains(tx, chains)), ...(await fillVariants(tx, gaps))];
  await keepSuccessors(
    tx,
    deletionId,
    successors.map(({ imageId }) => imageId),
  );
}

const ENDED_AS = {
  COMPLETED: "completedImages",
  FAILED: "failedImages",
  CANCELLED: "cancelledImages",
} as const;

const removedSchema = z.object({
  id: z.string(),
  productId: z.string().nullable(),
  jobId: z.string().nullable(),
  chainId: z.string(),
  targetVariant: z.string(),
  status: z.enum(["COMPLETED", "FAILED", "CANCELLED"]),
  isCurrent: z.boolean(),
  storageKey: z.string().nullable(),
  claims: z.int(),
});
type Removed = z.infer<typeof removedSchema>;

async function shrink(tx: Transaction, jobId: string, images: Pick<Removed, "status">[]): Promise<void> {
  const ended = Map.groupBy(images, ({ status }) => ENDED_AS[status]);
  const counts = Object.fromEntries([...ended].map(([counter, { length }]) => [counter, { decrement: length }]));
  // While it makes its pilot, or waits after it, it has no other images yet.
  const data = { totalImages: { decrement: images.length }, pilotImages: { decrement: images.length }, ...counts };
  await tx.generationJob.update({ where: { id: jobId }, data, select: { id: true } });
}

async function takeOut(tx: Transaction, deletionId: string, ids: string[]): Promise<Removed[]> {
  await sweepThese(tx, ids);
  const removed = await queryRows(
    tx,
    removedSchema,
    Prisma.sql`
    SELECT i.id, i."productId", i."jobId", i."chainId", i."targetVariant", i.status::text AS status, i."isCurrent", i."storageKey", t.claims
    FROM "Image" i JOIN "GenerationTask" t ON t.id = i.id WHERE i.id = ANY(${ids}::text[])`,
  );
  await keepRows(tx, deletionId, { table: "GenerationTask", values: ids });
  await keepRows(tx, deletionId, { table: "GeneratedImage", values: ids });
  for (const table of ["CurrentImage", "ImageDecision", "ImageReview", "RedoRequest"] as const)
    await keepRows(tx, deletionId, { table, column: "imageId", values: ids });
  const versions = Prisma.sql`i."parentImageId" = ANY(${ids}::text[]) AND i.id <> ALL(${ids}::text[])`;
  await keepLinks(tx, deletionId, ["parentImageId"], versions);
  await tx.generationTask.deleteMany({ where: { id: { in: ids } } });
  return removed;
}

/** Its job, where it has one, is one image smaller then. Returns where its picture is. */
export async function deleteImageRow(tx: Transaction, id: string): Promise<string[]> {
  await beginDeletion(tx, id, "IMAGE");
  const [image] = await takeOut(tx, id, [id]);
  if (!image) return [];
  const { jobId, productId } = image;
  if (jobId) await shrink(tx, jobId, [image]);
  await fillGaps(tx, id, [image]);
  if (productId) await recount(tx, [productId]);
  return picturesOf([image]);
}

/** It has ended, and no version of its images is being made. */
export async function isAtRest(tx: Transaction, job: Pick<GenerationJob, "id" | "status">): Promise<boolean> {
  const pendingVersions = { originJobId: job.id, jobId: null, status: ONE_IN_PROGRESS };
  return isFinished(job) && (await tx.generationTask.count({ where: pendingVersions })) === 0;
}

/** It is in no list from then on. Returns how many images it has. */
export async function hideJob(tx: Transaction, id: string): Promise<number> {
  await beginDeletion(tx, id, "JOB");
  const select = { totalImages: true };
  return (await tx.generationJob.update({ where: { id }, data: { deleting: true }, select })).totalImages;
}

/**
 * At most `limit` images and versions of a hidden job, and with the last of them the job. Returns where their pictures are.
 */
export async function deletePartOfJob(
  tx: Transaction,
  id: string,
  limit: number,
): Promise<{ pictures: string[]; isGone: boolean }> {
  // After some days the deletion that the job began with is gone.
  await beginDeletion(tx, id, "JOB");
  const next = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT id FROM "GenerationTask" WHERE "originJobId" = ${id} ORDER BY "productId", "chainId" LIMIT ${limit}`,
  );
  const images = await takeOut(
    tx,
    id,
    next.map((image) => image.id),
  );
  await fillGaps(tx, id, images);
  await recount(tx, [...new Set(images.flatMap(({ productId }) => productId ?? []))]);
  const isGone = images.length < limit;
  if (isGone) {
    await keepRows(tx, id, { table: "GenerationJob", values: [id] });
    await keepRows(tx, id, { table: "JobShot", column: "jobId", values: [id] });
    await tx.generationJob.delete({ where: { id }, select: { id: true } });
  }
  return { pictures: picturesOf(images), isGone };
}
