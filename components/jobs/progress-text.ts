import { roughly, secondsLeft } from "#components/bulk-generate/time-left.ts";
import { count } from "#components/ui/count.ts";
import type { JobSummary } from "#lib/schemas/job.ts";

/** `17/24` */
export const madeOfTotal = (job: JobSummary) => `${count(job.completedImages)}/${count(job.totalImages)}`;

/** What a job waits for, or `about 2 min left`; null where there is nothing to say. `now` in ms; null: not known yet. */
export function outlook(job: JobSummary, now: number | null): string | null {
  if (job.waitingReason) return job.waitingReason;
  const seconds = now === null ? null : secondsLeft(job, now);
  return seconds === null ? null : `${roughly(seconds)} left`;
}
