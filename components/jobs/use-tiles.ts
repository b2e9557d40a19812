"use client";

import useSWR from "swr";
import type { ShownStatus } from "#components/jobs/shown-status.ts";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { jobPath } from "#components/ui/swr-keys.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import { isImageInProgress, type JobImages, jobImagesSchema } from "#lib/schemas/image.ts";
import type { Job } from "#lib/schemas/job.ts";
import { LIMIT_MAX } from "#lib/schemas/text.ts";

export type TilesQuery = { job: Job; status: ShownStatus | null; cursor: string | null };

/** Fetched again while it can change, and once more when the job has finished. */
export function useTiles({ job: { id, finishedAt }, status, cursor }: TilesQuery) {
  const query = new URLSearchParams({ limit: String(LIMIT_MAX), ...(status && { status }), ...(cursor && { cursor }) });
  const mayChange = ({ images }: JobImages) => (status ? finishedAt === null : images.some(isImageInProgress));
  return useSWR<JobImages, ApiError, [string, string | null]>(
    [`${jobPath(id)}/images?${query}`, finishedAt],
    ([path]) => api(path, jobImagesSchema),
    { keepPreviousData: true, refreshInterval: pollWhile(mayChange, POLL_MS.job) },
  );
}
