import { cancelledWord } from "#components/images/image-words.ts";
import { pausedWords } from "#components/jobs/paused-words.ts";
import { waitingWords } from "#components/jobs/waiting-words.ts";
import { count, plural } from "#components/ui/count.ts";
import { isFinished, type JobSummary, waitingImages } from "#lib/schemas/job.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

type Counts = Pick<
  JobSummary,
  | "status"
  | "totalImages"
  | "completedImages"
  | "failedImages"
  | "cancelledImages"
  | "stopCode"
  | "pausedReason"
  | "waitingUntil"
  | "waitingReason"
>;

/** "20 made, 1 failed": how a job ended. */
export function outcomeLine({ completedImages, failedImages, cancelledImages, stopCode }: Counts): string {
  const parts = [`${count(completedImages)} made`];
  if (failedImages > 0) parts.push(`${count(failedImages)} failed`);
  if (cancelledImages > 0) parts.push(`${count(cancelledImages)} ${cancelledWord(stopCode).toLowerCase()}`);
  return parts.join(", ");
}

/** "17/21", then "20 made, 1 failed": for the browser's tab. */
export function titleOf(job: Counts): string {
  return isFinished(job) ? outcomeLine(job) : `${count(job.completedImages)}/${count(job.totalImages)}`;
}

/** What a screen reader is told: it changes at each quarter, when the job waits, and at the end; not with every image. */
export function announcement(job: Counts): string {
  if (isFinished(job)) {
    const stopped = job.stopCode === null ? "Finished" : `Stopped, ${outcomeOf(job.stopCode)?.label ?? job.stopCode}`;
    return `${stopped}: ${outcomeLine(job)}.`;
  }
  if (job.status === "PAUSED") return pausedWords(job);
  const waiting = waitingWords(job, null);
  if (waiting !== null) return waiting;
  const quarters = Math.floor((1 - waitingImages(job) / job.totalImages) * 4);
  return quarters === 0 ? `Making ${plural(job.totalImages, "image")}.` : `${quarters * 25} percent done.`;
}
