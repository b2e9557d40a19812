import type { LockedJob } from "#lib/db/locks.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

export function cancelledBecause(code: string): string {
  const outcome = outcomeOf(code);
  return code === "CANCELLED" || !outcome
    ? "The job was cancelled."
    : `Not attempted: the job was stopped (${outcome.label.toLowerCase()}).`;
}

/** Its waiting images are not claimed and have no messages: somebody resumes it, or a budget has room again. */
export function isWithheld({ status, neededMicros }: Pick<LockedJob, "status" | "neededMicros">): boolean {
  return status === "PAUSED" || neededMicros !== null;
}

/** Why the images of a finished job are cancelled that have no row yet; null where they are still to be made. */
export function draftsCancelledBy({ status, stopCode }: Pick<LockedJob, "status" | "stopCode">): string | null {
  return status === "CANCELLED" ? "CANCELLED" : stopCode;
}
