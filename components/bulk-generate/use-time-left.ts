"use client";

import { useState } from "react";
import { type Pace, secondsLeft, watchPace } from "#components/jobs/time-left.ts";
import type { JobSummary } from "#lib/schemas/job.ts";

/** Seconds a job still takes, at the pace seen while it is shown; null while nobody can say. `now` in ms, null on the server. */
export function useTimeLeft(job: JobSummary, now: number | null): number | null {
  const [seen, setSeen] = useState<Pace | null>(null);
  if (now === null) return null;
  const pace = watchPace(seen, job, now);
  if (pace !== seen) setSeen(pace);
  return secondsLeft(pace, job, now);
}
