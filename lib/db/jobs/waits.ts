import "server-only";
import { findJobsInNeed, type WaitingJob } from "#lib/db/budgets.ts";
import { findHolds, type Hold, STORE_HOLD } from "#lib/db/jobs/holds.ts";
import { findWorkers, type LiveWorker } from "#lib/db/workers.ts";
import { type Budget, budgetStep, budgetWords, renewedAt, tightest } from "#lib/schemas/budget.ts";
import type { JobSummary } from "#lib/schemas/job.ts";
import { DEMO_MODEL, isFinished } from "#lib/schemas/job-state.ts";

export type JobWait = Pick<JobSummary, "waitingUntil" | "waitingReason" | "waitingMessage" | "holdId"> & {
  waitMs: number;
};

/** `id`: null for an image without a job, and one that does not exist yet. `models`: those of its shots, where it has several. */
export type WaitOf = (
  job: Pick<JobSummary, "status" | "model"> & { id: string | null; tier: string },
  models?: string[],
) => JobWait;

const NO_WAIT: JobWait = { waitingUntil: null, waitingReason: null, waitingMessage: null, holdId: null, waitMs: 0 };

function ofHold({ id, until, code, message, waitMs }: Hold): JobWait {
  const waitingUntil = until.toISOString();
  return { waitingUntil, waitingReason: code, waitingMessage: message || null, holdId: id, waitMs };
}

function ofBudget({ neededMicros, budgets }: WaitingJob, now: Date): JobWait {
  const limit: Budget | null = tightest(budgets);
  const until = limit && renewedAt(limit, now);
  return {
    ...NO_WAIT,
    waitingReason: "BUDGET",
    waitingUntil: until?.toISOString() ?? null,
    waitMs: until ? until.getTime() - now.getTime() : 0,
    waitingMessage: limit && `${budgetWords(limit, neededMicros)} ${budgetStep(limit)}`,
  };
}

/** The hold that ends first of those that keep every worker from calling a model; null where one may. */
function holdOf({ model, tier }: { model: string; tier: string }, holds: Hold[], fitting: LiveWorker[]): Hold | null {
  const isOfJob = (hold: Hold) => hold.model === model && hold.tier === tier;
  const ofModel = holds.filter((hold) => isOfJob(hold) && (hold.state === "HELD" || hold.followMs === null));
  if (fitting.length === 0) return ofModel.at(-1) ?? null;
  const accounts = new Set(fitting.map(({ account }) => account));
  const inForce = ofModel.filter(({ account }) => account !== null && accounts.has(account));
  return new Set(inForce.map(({ account }) => account)).size === accounts.size ? (inForce.at(-1) ?? null) : null;
}

/** A job of several models waits as long as none of them may be called. */
function firstHold(models: string[], tier: string, holds: Hold[], fitting: LiveWorker[]): Hold | null {
  const each = [...new Set(models)].map((model) => holdOf({ model, tier }, holds, fitting));
  const held = each.filter((hold) => hold !== null).sort((one, other) => one.until.getTime() - other.until.getTime());
  return held.length === each.length ? (held[0] ?? null) : null;
}

/**
 * Reads what jobs may wait for, once for many: the holds of the workers that are alive, or a worker for a job of the demo
 * model where all use Gemini, and the other way round, or a budget.
 */
export async function readWaits(): Promise<WaitOf> {
  const [holds, workers, jobsInNeed] = await Promise.all([findHolds(), findWorkers(), findJobsInNeed()]);
  const inNeed = new Map(jobsInNeed.map((job) => [job.jobId, job]));
  const now = new Date();
  const ofStore = holds.find(({ id }) => id === STORE_HOLD);
  return (job, models = [job.model]) => {
    if (isFinished(job) || job.status === "PAUSED") return NO_WAIT;
    const generator = job.model === DEMO_MODEL ? "demo" : "gemini";
    const fitting = workers.filter((worker) => worker.generator === generator);
    if (workers.length > 0 && fitting.length === 0) return { ...NO_WAIT, waitingReason: "MODEL_MISMATCH" };
    const forBudget = job.id === null ? undefined : inNeed.get(job.id);
    if (forBudget) return ofBudget(forBudget, now);
    const hold = ofStore ?? firstHold(models, job.tier, holds, fitting);
    return hold ? ofHold(hold) : NO_WAIT;
  };
}
