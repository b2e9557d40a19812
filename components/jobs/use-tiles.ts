"use client";

import useSWR from "swr";
import type { ShownStatus } from "#components/jobs/shown-status.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import { type GeneratedImage, type JobImages, jobImagesSchema } from "#lib/schemas/image.ts";
import type { Job } from "#lib/schemas/job.ts";
import { LIMIT_MAX } from "#lib/schemas/text.ts";

const POLL_MS = 2_000;

const isUnended = ({ status }: GeneratedImage) => status === "QUEUED" || status === "GENERATING";

/** `cursor`: null for the first page. */
export type TilesQuery = { job: Job; status: ShownStatus | null; cursor: string | null };

/** Fetched again while it can change, and once more when the job has finished. */
export function useTiles({ job: { id, finishedAt }, status, cursor }: TilesQuery) {
  const query = new URLSearchParams({ limit: String(LIMIT_MAX), ...(status && { status }), ...(cursor && { cursor }) });
  const mayChange = (page: JobImages | undefined) => (status ? finishedAt === null : page?.images.some(isUnended));
  return useSWR<JobImages, ApiError, [string, string | null]>(
    [`/api/jobs/${id}/images?${query}`, finishedAt],
    ([path]) => api(path, jobImagesSchema),
    { keepPreviousData: true, refreshInterval: (page) => (mayChange(page) ? POLL_MS : 0) },
  );
}
