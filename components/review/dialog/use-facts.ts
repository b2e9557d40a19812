"use client";

import useSWR from "swr";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { reviewsPath, versionsPath } from "#components/ui/swr-keys.ts";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { GeneratedImage, imageVersionsSchema } from "#lib/schemas/image.ts";
import { isImageInProgress } from "#lib/schemas/image-state.ts";
import type { ReviewEvent, reviewEventsSchema } from "#lib/schemas/review.ts";

/** Images that are passed by quickly are not asked about. */
const SETTLED_MS = 200;
/** Facts are fetched again on every view: a version may have become current a moment ago. */
const ALWAYS_ASKED = { dedupingInterval: 0 };

const isUnderWay = (image: GeneratedImage) =>
  isImageInProgress(image) || (image.status === "COMPLETED" && image.verdict === null);

export type Facts = { versions: GeneratedImage[] | null; history: ReviewEvent[] | null };

export function useFacts(imageId: string): Facts {
  const isSettled = useDebounced(imageId, SETTLED_MS) === imageId;
  const versions = useSWR<{ images: GeneratedImage[] }, ApiError>(
    isSettled ? versionsPath(imageId) : null,
    (path: string) => api<typeof imageVersionsSchema>(path),
    { ...ALWAYS_ASKED, refreshInterval: pollWhile(({ images }) => images.some(isUnderWay), POLL_MS.job) },
  );
  const history = useSWR<{ reviews: ReviewEvent[] }, ApiError>(
    isSettled ? reviewsPath(imageId) : null,
    (path: string) => api<typeof reviewEventsSchema>(path),
    ALWAYS_ASKED,
  );
  return { versions: versions.data?.images ?? null, history: history.data?.reviews ?? null };
}
