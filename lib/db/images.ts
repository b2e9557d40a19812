import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { cutPage, decodeCursor } from "#lib/db/cursor.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { imageSelect, toImage } from "#lib/db/image-view.ts";
import { countEndedImage } from "#lib/db/jobs.ts";
import type { CallFacts } from "#lib/image-model.ts";
import type { GeneratedImage, ImageStatus, JobImages } from "#lib/schemas/image.ts";
import { idSchema } from "#lib/schemas/text.ts";

/** One image; null where it does not exist. */
export async function findImage(id: string): Promise<GeneratedImage | null> {
  const row = await (await db()).generatedImage.findUnique({ where: { id }, select: imageSelect });
  return row && toImage(row);
}

/** One page of a job's images, in the order of their products in the request. */
export async function listJobImages(
  jobId: string,
  query: { status?: ImageStatus | undefined; cursor?: string | undefined; limit: number },
): Promise<JobImages> {
  const after = query.cursor ? decodeCursor(query.cursor, idSchema) : null;
  const found = await (await db()).generatedImage.findMany({
    where: { jobId, ...(query.status ? { status: query.status } : {}), ...(after ? { id: { gt: after } } : {}) },
    orderBy: { id: "asc" },
    take: query.limit + 1,
    select: imageSelect,
  });
  const { rows, nextCursor } = cutPage(found, query.limit, (last) => last.id);
  return { images: rows.map(toImage), nextCursor };
}

/** How many images wait for a worker and how many are in the hands of one. */
export async function countUnended(): Promise<{ waiting: number; active: number }> {
  const images = (await db()).generatedImage;
  const [waiting, active] = await Promise.all([
    images.count({ where: { status: "QUEUED" } }),
    images.count({ where: { status: "GENERATING" } }),
  ]);
  return { waiting, active };
}

/** Those of the products that have a finished image of this slot and image type made with the prompt given for each. */
export async function findAlreadyMade(
  imageTypeId: string,
  variant: string,
  prompts: { productId: string; prompt: string }[],
): Promise<string[]> {
  const promptOf = new Map(prompts.map(({ productId, prompt }) => [productId, prompt]));
  const rows = await (await db()).generatedImage.findMany({
    where: { productId: { in: [...promptOf.keys()] }, status: "COMPLETED", job: { imageTypeId, variant } },
    select: { productId: true, prompt: true },
  });
  return [
    ...new Set(
      rows.filter(({ productId, prompt }) => promptOf.get(productId) === prompt).map(({ productId }) => productId),
    ),
  ];
}

/** An image in the hands of one worker. `claims` tells it apart from an earlier hold of the same image. */
export type ClaimedImage = {
  id: string;
  jobId: string | null;
  prompt: string;
  attempts: number;
  claims: number;
  /** Where the source photo is; null where it was deleted. */
  sourceKey: string | null;
};

/** Takes up an image that has not ended, and begins its job; null where there is nothing to do any more. */
export async function claimImage(id: string): Promise<ClaimedImage | null> {
  const [image] = await (await db()).$queryRaw<ClaimedImage[]>`
    WITH claimed AS (
      UPDATE "GeneratedImage" SET status = 'GENERATING', claims = claims + 1, "updatedAt" = now()
      WHERE id = ${id} AND status IN ('QUEUED', 'GENERATING')
      RETURNING id, "jobId", prompt, attempts, claims, "sourceImageId"
    ), begun AS (
      UPDATE "GenerationJob" SET status = 'PROCESSING', "startedAt" = now()
      WHERE status = 'QUEUED' AND id = (SELECT "jobId" FROM claimed)
    )
    SELECT c.id, c."jobId", c.prompt, c.attempts, c.claims, s."storageKey" AS "sourceKey"
    FROM claimed c LEFT JOIN "SourceImage" s ON s.id = c."sourceImageId"`;
  return image ?? null;
}

type Change = Prisma.GeneratedImageUncheckedUpdateManyInput;

/** Changes an image that is still in these hands; false where another worker has it or it has ended. */
async function change(tx: Transaction, { id, claims }: ClaimedImage, data: Change): Promise<boolean> {
  const { count } = await tx.generatedImage.updateMany({ where: { id, claims, status: "GENERATING" }, data });
  return count === 1;
}

/** A counted call: what it cost and which model version answered. */
export type CallRecord = CallFacts;

/** The columns that one counted call adds to. */
function counting(call: CallRecord | null): Change {
  if (!call) return {};
  const { usage, modelVersion } = call;
  return {
    attempts: { increment: 1 },
    ...(modelVersion === null ? {} : { modelVersion }),
    ...(usage
      ? {
          promptTokens: { increment: usage.promptTokens },
          outputTokens: { increment: usage.outputTokens },
          thoughtsTokens: { increment: usage.thoughtsTokens },
        }
      : {}),
  };
}

export type StoredImage = {
  storageKey: string;
  mimeType: string;
  width: number;
  height: number;
  bytes: number;
  sha256: string;
};

/** Ends an image well and counts it; false where it was no longer in these hands. */
export async function completeImage(
  tx: Transaction,
  image: ClaimedImage,
  stored: StoredImage,
  call: CallRecord | null,
): Promise<boolean> {
  const data = { ...stored, ...counting(call), errorCode: null, errorMessage: null };
  const done = await change(tx, image, { ...data, status: "COMPLETED", endedAt: new Date() });
  if (done && image.jobId) await countEndedImage(tx, image.jobId, "completedImages");
  return done;
}

export type ImageError = { errorCode: string; errorMessage: string };

/** Ends an image with an error and counts it; false where it was no longer in these hands. */
export async function failImage(
  tx: Transaction,
  image: ClaimedImage,
  error: ImageError,
  call: CallRecord | null,
): Promise<boolean> {
  const done = await change(tx, image, { ...error, ...counting(call), status: "FAILED", endedAt: new Date() });
  if (done && image.jobId) await countEndedImage(tx, image.jobId, "failedImages");
  return done;
}

/** Puts an image back in the queue's hands, with the error of its last try where there was one. */
export function releaseImage(
  tx: Transaction,
  image: ClaimedImage,
  error: ImageError | null,
  call: CallRecord | null,
): Promise<boolean> {
  return change(tx, image, { ...(error ?? {}), ...counting(call), status: "QUEUED" });
}
