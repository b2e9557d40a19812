import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import type { GenerationJob } from "#lib/db/generated/client.ts";
import { isFinished } from "#lib/schemas/job.ts";
import { generatedKey } from "#lib/storage/keys.ts";

/**
 * Where the pictures of images are: `known` for sure; `possible` those of images without one, which a worker may have put
 * before the image was taken away from it, or may be putting still.
 */
export type PictureKeys = { known: string[]; possible: string[] };

/** The pictures of generated images. One that no worker ever took up has none. */
export function picturesOf(images: { id: string; storageKey: string | null; claims: number }[]): PictureKeys {
  return {
    known: images.flatMap(({ storageKey }) => storageKey ?? []),
    possible: images.flatMap(({ id, storageKey, claims }) => (!storageKey && claims > 0 ? generatedKey(id) : [])),
  };
}

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
  claims: number;
};

/** Makes a job smaller by ended images that were deleted from it. */
async function shrink(tx: Transaction, jobId: string, images: Pick<Removed, "status">[]): Promise<void> {
  const ended = Map.groupBy(images, ({ status }) => ENDED_AS[status]);
  const counts = Object.fromEntries([...ended].map(([counter, { length }]) => [counter, { decrement: length }]));
  const data = { totalImages: { decrement: images.length }, ...counts };
  await tx.generationJob.update({ where: { id: jobId }, data, select: { id: true } });
}

/** Deletes an ended image. Its job, where it has one, is one image smaller then. Returns where its picture is. */
export async function deleteImage(tx: Transaction, id: string): Promise<PictureKeys> {
  const [image] = await tx.$queryRaw<Removed[]>`
    DELETE FROM "GeneratedImage" WHERE id = ${id}
    RETURNING id, "productId", "jobId", "chainId", status::text AS status, "isCurrent", "storageKey", claims`;
  if (!image) return picturesOf([]);
  const { jobId, productId, chainId, isCurrent } = image;
  if (jobId) await shrink(tx, jobId, [image]);
  if (isCurrent) await fillGap(tx, chainId);
  if (productId) await recount(tx, [productId]);
  return picturesOf([image]);
}

/** May a job be deleted: has it ended, and is no version of its images being made? */
export async function isAtRest(tx: Transaction, job: Pick<GenerationJob, "id" | "status">): Promise<boolean> {
  const status = { in: ["QUEUED" as const, "GENERATING" as const] };
  return isFinished(job) && (await tx.generatedImage.count({ where: { originJobId: job.id, status } })) === 0;
}

/**
 * Deletes at most `limit` images of an ended job and versions of them, and with the last of them the job; until then it is
 * smaller by those that are gone. Returns where their pictures are.
 */
export async function deletePartOfJob(
  tx: Transaction,
  id: string,
  limit: number,
): Promise<{ pictures: PictureKeys; isGone: boolean }> {
  const images = await tx.$queryRaw<Removed[]>`
    DELETE FROM "GeneratedImage" WHERE id IN (
      SELECT id FROM "GeneratedImage" WHERE "originJobId" = ${id} ORDER BY "productId", "chainId" LIMIT ${limit})
    RETURNING id, "productId", "jobId", "chainId", status::text AS status, "isCurrent", "storageKey", claims`;
  const isGone = images.length < limit;
  if (isGone) await tx.generationJob.delete({ where: { id }, select: { id: true } });
  else
    await shrink(
      tx,
      id,
      images.filter(({ jobId }) => jobId === id),
    );
  await recount(tx, [...new Set(images.flatMap(({ productId }) => productId ?? []))]);
  return { pictures: picturesOf(images), isGone };
}
