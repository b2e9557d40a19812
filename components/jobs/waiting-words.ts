import type { JobSummary } from "#lib/schemas/job.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

type Wait = Pick<JobSummary, "waitingUntil" | "waitingReason">;

/** Google's daily quotas start again at midnight there. */
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

/** "Waiting 36 s for Google"; without the time where it is over, or the reader's clock is not known yet (`now` is null). */
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

/** "No connection. Trying again in 36 s"; one call at a time finds out whether it is over. */
function outageWords(label: string, until: number, now: number | null): string {
  const seconds = now === null ? 0 : Math.ceil((until - now) / 1_000);
  return seconds > 0 ? `${label}. Trying again in ${countdown(seconds)}` : `${label}. Trying again`;
}

function mismatchWords(short: boolean): string {
  if (short) return "No worker for its model";
  return "No running worker uses this job's model. Continue with another model, or cancel the job.";
}

/** What a job waits for, and how long still; null where it does not wait. `now` in ms; null on the server. `short` is for a row. */
export function waitingWords({ waitingUntil, waitingReason }: Wait, now: number | null, short = false): string | null {
  if (waitingReason === "MODEL_MISMATCH") return mismatchWords(short);
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
