"use client";

import useSWR from "swr";
import { type Changed, type Tile, tilesOf, toReviewImage } from "#components/review/tiles.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { GeneratedImage, generatedImageSchema } from "#lib/schemas/image.ts";

/** Null where there is no picture of it. */
export function useLinkedTile(imageId: string | null, changed: Changed): Tile | null {
  const { data } = useSWR<GeneratedImage, ApiError>(
    imageId && `/api/images/${encodeURIComponent(imageId)}`,
    (path: string) => api<typeof generatedImageSchema>(path),
    { shouldRetryOnError: false },
  );
  if (imageId === null || !data) return null;
  const image = toReviewImage(data, { jobName: data.imageTypeName ?? "", versions: 1 });
  return (image && tilesOf([image], changed)[0]) ?? null;
}
