"use client";

import { useState } from "react";
import { type JobSummary, waitingImages } from "#lib/schemas/job.ts";

type Run = Pick<
  JobSummary,
  "status" | "startedAt" | "waitingReason" | "totalImages" | "completedImages" | "failedImages" | "cancelledImages"
>;

/**
 * What was seen of a job's pace: `since` is when an image began (ms; null while no beginning was seen), `from` how many
 * had ended by then.
 */
export type Pace = { running: boolean; since: number | null; from: number };

/** A job that is this new has not waited for anything yet. */
const NEW_MS = 10_000;

const endedImages = ({ completedImages, failedImages }: Run) => completedImages + failedImages;

/** When the image began that a job is at now; null where that was not seen. */
function beginning(before: Pace | null, job: Run, now: number): number | null {
  if (before) return before.running ? null : now;
  const startedAt = job.startedAt === null ? now : Date.parse(job.startedAt);
  return endedImages(job) === 0 && now - startedAt < NEW_MS ? Math.min(now, startedAt) : null;
}

/**
 * Looks at a job once more. Only what was watched counts: nobody knows how long it was paused or waited before, and after
 * a pause, a wait or a retry it starts over. Returns the same object while nothing changes; `before` is null at first.
 */
export function watchPace(before: Pace | null, job: Run, now: number): Pace {
  const running = job.status === "PROCESSING" && job.waitingReason === null;
  const ended = endedImages(job);
  if (before === null || before.running !== running || ended < before.from)
    return { running, since: running ? beginning(before, job, now) : null, from: ended };
  if (before.since === null && ended > before.from) return { running, since: running ? now : null, from: ended };
  return before;
}

/** How long a running job still takes, at the pace seen; null while nobody can say. `now` in milliseconds. */
export function secondsLeft({ running, since, from }: Pace, job: Run, now: number): number | null {
  const ended = endedImages(job) - from;
  if (!running || since === null || ended === 0) return null;
  return Math.ceil((Math.max(0, now - since) / ended / 1_000) * waitingImages(job));
}

/** "about 40 s", "about 2 min", "about 1 h 10 min". Rounded as roughly as such a guess is. */
export function roughly(seconds: number): string {
  if (seconds <= 55) return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const rest = (Math.round(minutes / 10) * 10) % 60;
  const hours = Math.floor(Math.round(minutes / 10) / 6);
  return `about ${hours} h${rest > 0 ? ` ${rest} min` : ""}`;
}

/** Seconds a job still takes, at the pace seen while it is shown; null while nobody can say. `now` in ms, null on the server. */
export function useTimeLeft(job: JobSummary, now: number | null): number | null {
  const [seen, setSeen] = useState<Pace | null>(null);
  if (now === null) return null;
  const pace = watchPace(seen, job, now);
  if (pace !== seen) setSeen(pace);
  return secondsLeft(pace, job, now);
}
