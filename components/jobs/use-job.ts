"use client";

import useSWR from "swr";
import { type ApiError, api } from "#lib/api-client.ts";
import { isFinished, type Job, jobSchema } from "#lib/schemas/job.ts";

const POLL_MS = 2_000;

/**
 * Polls every two seconds until the job has finished. After an error the last answer is kept next to the error.
 * `initial`: as read by the server.
 */
export function useJob(jobId: string, initial?: Job) {
  const { data, error, mutate } = useSWR<Job, ApiError>(`/api/jobs/${jobId}`, (path: string) => api(path, jobSchema), {
    ...(initial ? { fallbackData: initial } : {}),
    refreshInterval: (job) => (job && isFinished(job) ? 0 : POLL_MS),
  });
  return { job: data, error, mutate };
}
