"use client";

import useSWRInfinite from "swr/infinite";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { jobPath } from "#components/ui/swr-keys.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { Attempts, attemptsSchema, Job } from "#lib/schemas/job.ts";

const PAGE = 20;
/** Calls that a cancelled job interrupts end a little later than the job. */
const SETTLING_MS = 60_000;

const isSettling = ({ finishedAt }: Job) => finishedAt === null || Date.now() - Date.parse(finishedAt) < SETTLING_MS;

/** While the job runs, and for a minute after it, the newest are fetched again unless they are being read. */
export function useAttempts(job: Job, isReading: boolean) {
  const keyOf = (index: number, previous: Attempts | null): [string, string | null] | null => {
    if (index > 0 && !previous?.nextCursor) return null;
    const query = new URLSearchParams({
      limit: String(PAGE),
      ...(previous?.nextCursor && { cursor: previous.nextCursor }),
    });
    return [`${jobPath(job.id)}/attempts?${query}`, job.finishedAt];
  };
  const { data, error, size, setSize, isValidating } = useSWRInfinite<Attempts, ApiError>(
    keyOf,
    ([path]: [string, string | null]) => api<typeof attemptsSchema>(path),
    {
      persistSize: true,
      keepPreviousData: true,
      refreshInterval: pollWhile(() => isSettling(job) && !isReading, POLL_MS.job),
    },
  );
  const last = data?.at(-1);
  return {
    attempts: data?.flatMap((page) => page.attempts),
    error,
    showMore: last?.nextCursor ? () => void setSize(size + 1) : null,
    isLoadingMore: isValidating && data !== undefined && data.length < size,
  };
}
