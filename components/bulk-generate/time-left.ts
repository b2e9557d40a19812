import { type JobSummary, waitingImages } from "#lib/schemas/job.ts";

type Run = Pick<
  JobSummary,
  "status" | "startedAt" | "waitingUntil" | "totalImages" | "completedImages" | "failedImages" | "cancelledImages"
>;

/** How long a running job still takes, at its pace so far; null while nobody can say. `now` in milliseconds. */
export function secondsLeft(job: Run, now: number): number | null {
  const done = job.completedImages + job.failedImages;
  if (job.status !== "PROCESSING" || job.startedAt === null || job.waitingUntil !== null || done === 0) return null;
  const elapsed = Math.max(0, now - Date.parse(job.startedAt));
  return Math.ceil((elapsed / done / 1_000) * waitingImages(job));
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
