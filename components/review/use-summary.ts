"use client";

import { useCallback, useRef } from "react";
import useSWR from "swr";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { ReviewFilter, ReviewSummary, reviewSummarySchema } from "#lib/schemas/review.ts";

/** Several decisions in a row are counted once. */
const PAUSE_MS = 300;

/** `isOld`: they are those of the filter before. */
export function useSummary({ decision: _d, verdict: _v, ...filter }: ReviewFilter, initial: ReviewSummary | null) {
  const { data, mutate, isLoading } = useSWR<ReviewSummary, ApiError>(
    `/api/review/summary?${new URLSearchParams(filter)}`,
    (path: string) => api<typeof reviewSummarySchema>(path),
    {
      keepPreviousData: true,
      // Fixes are in progress.
      refreshInterval: pollWhile(({ fixing }) => fixing > 0, POLL_MS.job, { initial: initial ?? undefined }),
      ...(initial && { fallbackData: initial, revalidateOnMount: false }),
    },
  );
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refresh = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void mutate(), PAUSE_MS);
  }, [mutate]);
  return { summary: data ?? null, isOld: isLoading, refresh, recount: mutate };
}
