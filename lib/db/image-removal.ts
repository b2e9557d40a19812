import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import type { GenerationJob } from "#lib/db/generated/client.ts";
import { isFinished } from "#lib/schemas/job.ts";

/** Is a version of this image, or the image itself, being made? */
export async function hasPendingVersion(tx: Transaction, id: string): Promise<boolean> {
  const status = { in: ["QUEUED" as const, "GENERATING" as const] };
  return (await tx.generatedImage.count({ where: { OR: [{ id }, { parentImageId: id }], status } })) > 0;
}

/** Counts the finished images of products anew, after some of them were deleted. */
async function recount(tx: Transaction, productIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Product" p SET "generatedCount" = c.made, "lastGeneratedAt" = c.last
    FROM (
      SELECT wanted.id, count(i.id)::int AS made, max(i."endedAt") AS last
      FROM unnest(${productIds}::text[]) AS wanted (id)
        LEFT JOIN "GeneratedImage" i ON i."productId" = wanted.id AND i.status = 'COMPLETED'
      GROUP BY wanted.id
    ) c WHERE p.id = c.id`;
}

/** Makes the newest finished version count, where none of the chain does. */
async function fillGap(tx: Transaction, chainId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET "isCurrent" = true WHERE id = (
      SELECT id FROM "GeneratedImage" WHERE "chainId" = ${chainId} AND status = 'COMPLETED' ORDER BY "createdAt" DESC, id DESC LIMIT 1
    )`;
}

const ENDED_AS = {
  COMPLETED: "completedImages",
  FAILED: "failedImages",
  CANCELLED: "cancelledImages",
} as const;

type Removed = {
  id: string;
  productId: string | null;
  jobId: string | null;
  chainId: string;
  status: keyof typeof ENDED_AS;
  isCurrent: boolean;
  storageKey: string | null;
};

/** Deletes an ended image. Its job, where it has one, is one image smaller then. Returns the keys of its picture. */
export async function deleteImage(tx: Transaction, id: string): Promise<string[]> {
  const [image] = await tx.$queryRaw<Removed[]>`
    DELETE FROM "GeneratedImage" WHERE id = ${id}
    RETURNING id, "productId", "jobId", "chainId", status::text AS status, "isCurrent", "storageKey"`;
  if (!image) return [];
  const { jobId, productId, chainId, status, isCurrent, storageKey } = image;
  if (jobId)
    await tx.generationJob.update({
      where: { id: jobId },
      data: { totalImages: { decrement: 1 }, [ENDED_AS[status]]: { decrement: 1 } },
      select: { id: true },
    });
  if (isCurrent) await fillGap(tx, chainId);
  if (productId) await recount(tx, [productId]);
  return storageKey ? [storageKey] : [];
}

/** May a job be deleted: has it ended, and is no version of its images being made? */
export async function isAtRest(tx: Transaction, job: Pick<GenerationJob, "id" | "status">): Promise<boolean> {
  const status = { in: ["QUEUED" as const, "GENERATING" as const] };
  return isFinished(job) && (await tx.generatedImage.count({ where: { originJobId: job.id, status } })) === 0;
}

/** Deletes a job with its images and all versions of them. Returns the keys of their pictures. */
export async function deleteJob(tx: Transaction, id: string): Promise<string[]> {
  const images = await tx.generatedImage.findMany({
    where: { originJobId: id },
    select: { productId: true, storageKey: true },
  });
  await tx.generationJob.delete({ where: { id }, select: { id: true } });
  await recount(tx, [...new Set(images.flatMap(({ productId }) => productId ?? []))]);
  return images.flatMap(({ storageKey }) => storageKey ?? []);
}
