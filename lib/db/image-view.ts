import "server-only";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

/** The columns of a generated image as the API shows it. */
export const imageSelect = {
  id: true,
  productId: true,
  productTitle: true,
  productAsin: true,
  jobId: true,
  sourceImageId: true,
  status: true,
  errorCode: true,
  errorMessage: true,
  attempts: true,
  storageKey: true,
  mimeType: true,
  width: true,
  height: true,
  bytes: true,
  prompt: true,
  model: true,
  origin: true,
  parentImageId: true,
  createdAt: true,
  endedAt: true,
  product: { select: { title: true, asin: true } },
  sourceImage: { select: { storageKey: true } },
  job: { select: { variant: true, imageTypeName: true } },
} satisfies Prisma.GeneratedImageSelect;

/** A row read with `imageSelect`, as the API shows it. */
export function toImage(row: Prisma.GeneratedImageGetPayload<{ select: typeof imageSelect }>): GeneratedImage {
  const { storageKey, endedAt, product, productTitle, productAsin, sourceImage, job, ...fields } = row;
  const sourceKey = sourceImage?.storageKey ?? null;
  return {
    ...fields,
    productTitle: product?.title ?? productTitle ?? "",
    asin: product ? product.asin : productAsin,
    sourceUrl: sourceKey && fileUrl(sourceKey),
    sourceThumbnailUrl: sourceKey && fileUrl(thumbnailKey(sourceKey)),
    variant: job?.variant ?? null,
    imageTypeName: job?.imageTypeName ?? null,
    url: storageKey && fileUrl(storageKey),
    thumbnailUrl: storageKey && fileUrl(thumbnailKey(storageKey)),
    origin: row.origin === "FIX" ? "fix" : "model",
    createdAt: row.createdAt.toISOString(),
    completedAt: row.status === "COMPLETED" && endedAt ? endedAt.toISOString() : null,
  };
}
