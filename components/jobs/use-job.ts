"use client";

import useSWR from "swr";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { jobKey } from "#components/ui/swr-keys.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { Job, jobSchema } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

/** After an error the last answer is kept next to the error. */
export function useJob(jobId: string, initial?: Job) {
  const { data, error, mutate } = useSWR<Job, ApiError>(jobKey(jobId), (path: string) => api<typeof jobSchema>(path), {
    ...(initial ? { fallbackData: initial } : {}),
    refreshInterval: pollWhile((job) => !isFinished(job), POLL_MS.job, { initial }),
  });
  return { job: data, error, mutate };
}
