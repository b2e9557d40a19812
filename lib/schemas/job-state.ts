import type { JobStatus, JobSummary } from "./job.ts";

/** The model of jobs whose images the demo model makes. */
export const DEMO_MODEL = "demo";

export const MAX_ERROR_LOG = 1_000;
/** Of them, on the page of the job. */
export const ERRORS_SHOWN = 20;

type Counts = Pick<JobSummary, "totalImages" | "completedImages" | "failedImages" | "cancelledImages">;

/** A finished job generates nothing more unless a person retries it. */
export function isFinished(job: { status: JobStatus }): boolean {
  return job.status === "COMPLETED" || job.status === "FAILED" || job.status === "CANCELLED";
}

/** True while it waits for Google, the store, a worker of its model, or a budget. */
export function isWaiting({ waitingReason }: Pick<JobSummary, "waitingReason">): boolean {
  return waitingReason !== null;
}

/** True if another model would help: no worker uses the job's model, or Google no longer offers it. */
export function mayContinue(job: Pick<JobSummary, "status" | "waitingReason" | "stopCode">): boolean {
  return job.waitingReason === "MODEL_MISMATCH" || (isFinished(job) && job.stopCode === "MODEL_GONE");
}

export function waitingImages(counts: Counts): number {
  return counts.totalImages - counts.completedImages - counts.failedImages - counts.cancelledImages;
}

export const JOB_COMMANDS = ["cancel", "pause", "resume", "retry-failed"] as const;
export type JobCommand = (typeof JOB_COMMANDS)[number];

/** Only the server knows for sure whether there is something to retry. */
export function commandsFor({
  status,
  pausedReason,
  failedImages,
  cancelledImages,
  stopCode,
}: JobSummary): JobCommand[] {
  switch (status) {
    case "QUEUED":
    case "PROCESSING":
      return ["pause", "cancel"];
    case "PAUSED":
      // After a pilot the job's page asks how to continue.
      return pausedReason === "PILOT" ? ["cancel"] : ["resume", "cancel"];
    default:
      return failedImages > 0 || (stopCode !== null && cancelledImages > 0) ? ["retry-failed"] : [];
  }
}
