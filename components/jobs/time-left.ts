"use client";

import { useState } from "react";
import type { JobSummary } from "#lib/schemas/job.ts";
import { waitingImages } from "#lib/schemas/job-state.ts";

type Run = Pick<
  JobSummary,
  "status" | "startedAt" | "waitingReason" | "totalImages" | "completedImages" | "failedImages" | "cancelledImages"
>;

/** `since`: when an image started (ms), null until a start was observed. `from`: how many had finished by then. */
export type Pace = { running: boolean; since: number | null; from: number };

/** A job this new has not waited for anything yet. */
const NEW_MS = 10_000;

const endedImages = ({ completedImages, failedImages }: Run) => completedImages + failedImages;

/** Null if the start was not observed. */
function beginning(before: Pace | null, job: Run, now: number): number | null {
  if (before) return before.running ? null : now;
  const startedAt = job.startedAt === null ? now : Date.parse(job.startedAt);
  return endedImages(job) === 0 && now - startedAt < NEW_MS ? Math.min(now, startedAt) : null;
}

/**
 * Only what was observed counts: pauses and waits before are unknown, and after a pause, a wait or a retry it starts
 * over. Returns the same object while nothing changes; `before` is null at first.
 */
export function watchPace(before: Pace | null, job: Run, now: number): Pace {
  const running = job.status === "PROCESSING" && job.waitingReason === null;
  const ended = endedImages(job);
  if (before === null || before.running !== running || ended < before.from)
    return { running, since: running ? beginning(before, job, now) : null, from: ended };
  if (before.since === null && ended > before.from) return { running, since: running ? now : null, from: ended };
  return before;
}

/** Null while unknown. `now` in ms. */
export function secondsLeft({ running, since, from }: Pace, job: Run, now: number): number | null {
  const ended = endedImages(job) - from;
  if (!running || since === null || ended === 0) return null;
  return Math.ceil((Math.max(0, now - since) / ended / 1_000) * waitingImages(job));
}

/** Null while unknown. `now` in ms, null on the server. */
export function useTimeLeft(job: JobSummary, now: number | null): number | null {
  const [seen, setSeen] = useState<Pace | null>(null);
  if (now === null) return null;
  const pace = watchPace(seen, job, now);
  if (pace !== seen) setSeen(pace);
  return secondsLeft(pace, { ...job, totalImages: job.pilotImages ?? job.totalImages }, now);
}
