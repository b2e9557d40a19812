import "server-only";
import { findHolds, type Hold, STORE_HOLD } from "#lib/db/jobs/holds.ts";
import { findWorkers, type LiveWorker } from "#lib/db/workers.ts";
import type { JobSummary } from "#lib/schemas/job.ts";
import { DEMO_MODEL, isFinished } from "#lib/schemas/job-state.ts";

export type JobWait = Pick<JobSummary, "waitingUntil" | "waitingReason" | "waitingMessage" | "holdId"> & {
  waitMs: number;
};

export type WaitOf = (job: Pick<JobSummary, "status" | "model">) => JobWait;

const NO_WAIT: JobWait = { waitingUntil: null, waitingReason: null, waitingMessage: null, holdId: null, waitMs: 0 };

function ofHold({ id, until, code, message, waitMs }: Hold): JobWait {
  const waitingUntil = until.toISOString();
  return { waitingUntil, waitingReason: code, waitingMessage: message || null, holdId: id, waitMs };
}

/** The hold that ends first of those that keep every worker from calling a model; null where one may. */
function holdOf(model: string, holds: Hold[], fitting: LiveWorker[]): Hold | null {
  const ofModel = holds.filter((hold) => hold.model === model && (hold.state === "HELD" || hold.followMs === null));
  if (fitting.length === 0) return ofModel.at(-1) ?? null;
  const accounts = new Set(fitting.map(({ account }) => account));
  const inForce = ofModel.filter(({ account }) => account !== null && accounts.has(account));
  return new Set(inForce.map(({ account }) => account)).size === accounts.size ? (inForce.at(-1) ?? null) : null;
}

/**
 * Reads what jobs may wait for, once for many: the holds of the workers that are alive, or a worker for a job of the demo
 * model where all use Gemini, and the other way round.
 */
export async function readWaits(): Promise<WaitOf> {
  const [holds, workers] = await Promise.all([findHolds(), findWorkers()]);
  const ofStore = holds.find(({ id }) => id === STORE_HOLD);
  return (job) => {
    if (isFinished(job) || job.status === "PAUSED") return NO_WAIT;
    const generator = job.model === DEMO_MODEL ? "demo" : "gemini";
    const fitting = workers.filter((worker) => worker.generator === generator);
    if (workers.length > 0 && fitting.length === 0) return { ...NO_WAIT, waitingReason: "MODEL_MISMATCH" };
    const hold = ofStore ?? holdOf(job.model, holds, fitting);
    return hold ? ofHold(hold) : NO_WAIT;
  };
}
