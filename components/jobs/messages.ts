import { cancelledWord } from "#components/images/messages.ts";
import { count, plural } from "#components/ui/count.ts";
import type { JobSummary } from "#lib/schemas/job.ts";
import { isFinished, type JobCommand, waitingImages } from "#lib/schemas/job-state.ts";
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

/** "20 made, 1 failed" */
export function outcomeLine({ completedImages, failedImages, cancelledImages, stopCode }: Counts): string {
  const parts = [`${count(completedImages)} made`];
  if (failedImages > 0) parts.push(`${count(failedImages)} failed`);
  if (cancelledImages > 0) parts.push(`${count(cancelledImages)} ${cancelledWord(stopCode).toLowerCase()}`);
  return parts.join(", ");
}

/** For the browser tab: "17/21", then "20 made, 1 failed". */
export function titleOf(job: Counts): string {
  return isFinished(job) ? outcomeLine(job) : `${count(job.completedImages)}/${count(job.totalImages)}`;
}

/** For screen readers: changes at each quarter, when the job waits, and at the end, not with every image. */
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

const LABELS = { cancel: "Cancel", pause: "Pause", resume: "Resume" };

/** "Retry 3 images": the failed ones, and those not attempted if an error stopped the job. */
export function commandLabel(command: JobCommand, { failedImages, cancelledImages, stopCode }: JobSummary): string {
  if (command !== "retry-failed") return LABELS[command];
  return `Retry ${plural(stopCode === null ? failedImages : failedImages + cancelledImages, "image")}`;
}

const DONE: Record<JobCommand, (name: string) => string> = {
  cancel: (name) => `${name} is cancelled.`,
  pause: (name) => `${name} is paused.`,
  resume: (name) => `${name} resumed.`,
  "retry-failed": (name) => `Retrying ${name}.`,
};

export const done = (command: JobCommand, name: string) => DONE[command](`“${name}”`);

const VERBS: Record<JobCommand, string> = {
  cancel: "cancel",
  pause: "pause",
  resume: "resume",
  "retry-failed": "retry",
};

export const notDone = (command: JobCommand, name: string) => `Couldn't ${VERBS[command]} “${name}”.`;

export function cancelConsequences(job: JobSummary): string {
  const lost = `${plural(waitingImages(job), "remaining image")} will be cancelled, including any in progress.`;
  if (job.completedImages === 0) return lost;
  return `${lost} The ${plural(job.completedImages, "finished image is", "finished images are")} kept.`;
}

const WORDS = {
  PERSON: "Paused. Images in progress will still finish; the others wait until you resume.",
  UNREACHABLE: "Paused by Packshot: couldn't reach Google.",
  QUOTA: "Paused by Packshot: Google rejects every call.",
  FAILING: "Paused by Packshot: calls are billed but return no images.",
  TIMEOUTS: "Paused by Packshot: the first images all timed out.",
  PILOT: "The pilot is made. The other images wait until you continue.",
};

export function pausedWords({ pausedReason }: Pick<JobSummary, "pausedReason">): string {
  return WORDS[pausedReason ?? "PERSON"];
}

type Wait = Pick<JobSummary, "waitingUntil" | "waitingReason">;

/** Google's daily quotas reset at midnight in this zone. */
const GOOGLES_ZONE = "America/Los_Angeles";

function clock(ms: number, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Date(ms).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...zone });
}

/** "36 s", "4 min 05 s", "1 h 05 min" */
export function countdown(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** Without the time if it has passed or `now` is null (the reader's clock is unknown). */
function waitingFor(whom: string, until: number, now: number | null): string {
  const seconds = now === null ? 0 : Math.ceil((until - now) / 1_000);
  return seconds > 0 ? `Waiting ${countdown(seconds)} for ${whom}` : `Waiting for ${whom}`;
}

function quotaWords(until: number, now: number | null, short: boolean): string {
  const atGoogle = clock(until, GOOGLES_ZONE);
  const here = now === null ? atGoogle : clock(until);
  if (short) return `Daily quota used, next attempt at ${here}${now === null ? " Pacific" : ""}`;
  const yourTime = here === atGoogle ? "" : ` (${here} your time)`;
  return `Google's daily quota is used up. Packshot will retry at ${atGoogle} Pacific${yourTime}.`;
}

/** "No connection. Trying again in 36 s" */
function outageWords(label: string, until: number, now: number | null): string {
  const seconds = now === null ? 0 : Math.ceil((until - now) / 1_000);
  return seconds > 0 ? `${label}. Trying again in ${countdown(seconds)}` : `${label}. Trying again`;
}

function mismatchWords(short: boolean): string {
  if (short) return "No worker for its model";
  return "No running worker uses this job's model. Continue with another model, or cancel the job.";
}

/** Null if the job does not wait. `now` in ms; null on the server. `short`: for a list row. */
export function waitingWords({ waitingUntil, waitingReason }: Wait, now: number | null, short = false): string | null {
  if (waitingReason === "MODEL_MISMATCH") return mismatchWords(short);
  if (waitingReason === "BUDGET") return short ? "Budget reached" : "Waiting: the budget is reached.";
  if (waitingUntil === null) return null;
  const outcome = outcomeOf(waitingReason);
  if (outcome?.hold?.series === "unreachable") return outageWords(outcome.label, Date.parse(waitingUntil), now);
  // To the nearest minute: the two clocks need not agree to the second.
  if (waitingReason === "QUOTA_DAY") return quotaWords(Date.parse(waitingUntil) + 30_000, now, short);
  if (waitingReason === "DISK_FULL")
    return short
      ? "Waiting for space on the disk"
      : "Packshot's disk is nearly full. Free at least 200 MB; the job continues automatically.";
  if (waitingReason !== "STORE_FAILED") return waitingFor("Google", Date.parse(waitingUntil), now);
  return short
    ? "Waiting for the image store"
    : "Waiting for the image store. Check the disk or the bucket; Packshot continues automatically.";
}
