import type { Making, Tile } from "#components/review/tiles.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

const NOW = "2026-01-01T00:00:00.000Z";

const SHARED = {
  productTitle: "Kettle",
  asin: "B0KETTLE01",
  originJobId: "job",
  targetVariant: "MAIN",
  variant: "MAIN",
  origin: "model" as const,
  model: "demo",
  current: true,
  candidate: false,
  note: null,
  width: 1_000,
  height: 1_000,
  sourceUrl: "/source.jpg",
  sourceThumbnailUrl: "/source-small.jpg",
  checks: [],
  verdict: "pass" as const,
  review: { decision: "none" as const, note: null, by: null, at: null },
};

const urlsOf = (id: string) => ({ url: `/${id}.jpg`, thumbnailUrl: `/${id}-small.jpg` });

/** An image as the review grid lists it. */
export const reviewImage = (id: string, changes: Partial<ReviewImage> = {}): ReviewImage => ({
  ...SHARED,
  ...urlsOf(id),
  ...{ id, productId: `product-of-${id}`, jobName: "Lifestyle", versions: 1 },
  ...changes,
});

export const tileOf = (id: string, making: Making | null = null): Tile => ({ id, image: reviewImage(id), making });

/** An image with all its facts. */
export const generatedImage = (id: string, changes: Partial<GeneratedImage> = {}): GeneratedImage => ({
  ...SHARED,
  ...urlsOf(id),
  ...{ id, productId: "product", jobId: "job", sourceImageId: "source", parentImageId: null },
  ...{ imageTypeName: "Lifestyle", status: "COMPLETED", errorCode: null, errorMessage: null, attempts: 1 },
  ...{ mimeType: "image/png", bytes: 1_000, prompt: "On a table", createdBy: null, createdAt: NOW, completedAt: NOW },
  ...changes,
});
