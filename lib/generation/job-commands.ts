import "server-only";
import { record } from "#lib/db/audit.ts";
import type { Transaction } from "#lib/db/client.ts";
import type { Idempotency } from "#lib/db/idempotency.ts";
import { cancelDrafts, hasDrafts } from "#lib/db/jobs/drafts.ts";
import { removeHold } from "#lib/db/jobs/holds.ts";
import { changeModel } from "#lib/db/jobs/models.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { uncountRetryable } from "#lib/db/jobs/reopen.ts";
import { countEnded, renewDeadline, setJobState } from "#lib/db/jobs/state.ts";
import { cancelAtOnce } from "#lib/db/jobs/sweep.ts";
import type { LockedJob } from "#lib/db/locks.ts";
import { findWorkers } from "#lib/db/workers.ts";
import { AppError } from "#lib/errors.ts";
import { readModels } from "#lib/gemini/read-models.ts";
import { continueWithinBudget } from "#lib/generation/budget.ts";
import { changeJob } from "#lib/generation/change-job.ts";
import { draftsCancelledBy } from "#lib/generation/job-messages.ts";
import { pauseJob } from "#lib/generation/pause-job.ts";
import { endPilot, tryOthers } from "#lib/generation/pilot.ts";
import { beginSweep } from "#lib/generation/sweep-job.ts";
import { log } from "#lib/log.ts";
import { notifyIfFinished } from "#lib/notices/job-notice.ts";
import { enqueue } from "#lib/queue/boss.ts";
import type { JobChange } from "#lib/schemas/budget.ts";
import type { Job } from "#lib/schemas/job.ts";
import { DEMO_MODEL, isFinished, type JobCommand } from "#lib/schemas/job-state.ts";
import { microsOf, usdOf } from "#lib/schemas/money.ts";
import type { ContinueRequest, TryOthersRequest } from "#lib/schemas/pilot.ts";

const STILL_CHANGING = "The images of this job are still being updated. Try again in a few seconds.";

const NOT_AFTER_PILOT = "This job is not paused after a pilot. Without one, it can only continue with another model.";

const FROM_NOTHING = { billedFailures: [], openingTimeouts: 0 };
const NOT_STOPPED = { stopCode: null, goneModel: null, replacement: null };

function refuse({ status }: LockedJob, command: string): never {
  throw new AppError("conflict", `A job that is ${status} can't be ${command}.`);
}

async function send(tx: Transaction, jobId: string): Promise<void> {
  await enqueue(tx, "send-job", [{ data: { jobId } }]);
}

async function cancel(tx: Transaction, job: LockedJob): Promise<void> {
  if (job.status === "CANCELLED") return;
  if (isFinished(job)) refuse(job, "cancelled");
  await cancelAtOnce(tx, job.id);
  if (job.pilotImages !== null) await enqueue(tx, "fill-job", [{ data: { jobId: job.id } }]);
  await beginSweep(tx, { ...job, status: "CANCELLED", sweeping: true });
  await notifyIfFinished(tx, job.id);
}

async function pause(tx: Transaction, job: LockedJob): Promise<void> {
  if (job.status === "PAUSED") return;
  if (isFinished(job)) refuse(job, "paused");
  await pauseJob(tx, job, "PERSON");
}

/** Are its first images made, so that the others wait for a person? */
const isAfterPilot = ({ pausedReason }: LockedJob) => pausedReason === "PILOT";

async function runAgain(tx: Transaction, job: LockedJob): Promise<void> {
  await renewDeadline(tx, job.id);
  await setJobState(tx, job.id, { status: job.startedAt ? "PROCESSING" : "QUEUED", ...FROM_NOTHING });
}

async function resume(tx: Transaction, job: LockedJob): Promise<void> {
  if (isFinished(job)) refuse(job, "resumed");
  if (job.status !== "PAUSED") return;
  await (isAfterPilot(job) ? endPilot(tx, job, {}) : send(tx, job.id));
  await runAgain(tx, job);
}

/** What was stopped, or is not written yet, is of all shots. */
async function refuseOneShot(tx: Transaction, job: LockedJob): Promise<void> {
  if (job.stopCode !== null) throw new AppError("conflict", "An error stopped this job. Retry all of its shots.");
  if (job.sweeping || (await hasDrafts(tx, job.id))) throw new AppError("conflict", STILL_CHANGING);
}

/** `shot`: null for all. */
async function retryFailed(tx: Transaction, job: LockedJob, shot: number | null = null): Promise<void> {
  if (!isFinished(job)) {
    const isIncluded = job.retriedShot === null || job.retriedShot === shot;
    if (job.retries > 0 && job.status !== "PAUSED" && isIncluded) return;
    refuse(job, "retried before it has finished");
  }
  if (job.sweeping && job.retriedShot !== null) throw new AppError("conflict", STILL_CHANGING);
  if (shot !== null) await refuseOneShot(tx, job);
  const code = draftsCancelledBy(job);
  if (code) await cancelDrafts(tx, job.id, code);
  if (!(await uncountRetryable(tx, job, shot)))
    throw new AppError("conflict", `This ${shot === null ? "job" : "shot"} has nothing to retry: no image failed.`);
  await renewDeadline(tx, job.id);
  // From now on its images wait, as the view `Image` says; their rows follow in parts.
  const begun = { status: "PROCESSING", retries: job.retries + 1, retriedShot: shot, sweeping: true } as const;
  await setJobState(tx, job.id, { ...begun, ...NOT_STOPPED, finishedAt: null, ...FROM_NOTHING });
  // All images of its pilot may be made already, but for one that was deleted.
  if (job.pilotImages !== null) await countEnded(tx, job.id, {});
  await beginSweep(tx, { ...job, ...begun });
}

const COMMANDS: Record<JobCommand, (tx: Transaction, job: LockedJob) => Promise<void>> = {
  cancel,
  pause,
  resume,
  "retry-failed": (tx, job) => retryFailed(tx, job),
};

/** Also for a job that stopped because Google no longer offers its model. */
async function continueWith(tx: Transaction, job: LockedJob, model: string): Promise<void> {
  if (isFinished(job) && job.stopCode !== "MODEL_GONE") refuse(job, "continued with another model");
  await changeModel(tx, job.id, model);
  if (isFinished(job)) return retryFailed(tx, { ...job, model });
  await runAgain(tx, job);
  await send(tx, job.id);
}

async function proceed(tx: Transaction, job: LockedJob, request: ContinueRequest): Promise<void> {
  const { model = job.model, prompt, prompts, regeneratePilot } = request;
  if (isAfterPilot(job)) {
    await changeModel(tx, job.id, model);
    await endPilot(tx, { ...job, model }, { ...request, isOtherModel: model !== job.model });
    return runAgain(tx, job);
  }
  if (request.model === undefined || prompt !== undefined || prompts || regeneratePilot)
    throw new AppError("conflict", NOT_AFTER_PILOT);
  await continueWith(tx, job, model);
}

async function tryOtherProducts(tx: Transaction, job: LockedJob, request: TryOthersRequest): Promise<void> {
  if (!isAfterPilot(job)) throw new AppError("conflict", NOT_AFTER_PILOT);
  await tryOthers(tx, job, request);
  await runAgain(tx, job);
}

async function modelProblem(model: string): Promise<string | null> {
  const [workers, models] = await Promise.all([findWorkers(), readModels()]);
  const generator = model === DEMO_MODEL ? "demo" : "gemini";
  const fitting = workers.filter((worker) => worker.generator === generator);
  if (workers.length > 0 && fitting.length === 0)
    return generator === "demo"
      ? "No running worker is in demo mode."
      : "No running worker has a GEMINI_API_KEY: use demo.";
  return generator === models.generator ? models.problemOf(model) : null;
}

/** Throws a 422 `AppError` for a model that no running worker may call, and one that no job may use. */
async function checkModel(model: string): Promise<void> {
  const message = await modelProblem(model);
  if (message !== null) throw new AppError("unprocessable", message, { fields: [{ path: "model", message }] });
}

/**
 * Null where there is no job of this id. A command that is in effect already, or was given under the same key before,
 * changes nothing. Throws a 409 `AppError` where it makes no sense.
 */
export function commandJob(
  id: string,
  command: JobCommand,
  idempotency: Idempotency | null = null,
): Promise<Job | null> {
  return changeJob(id, idempotency, { action: `job.${command}`, change: COMMANDS[command] });
}

/** Retries what failed in one shot. The rest is as with `commandJob`. */
export function retryShot(id: string, shot: number, idempotency: Idempotency | null): Promise<Job | null> {
  return changeJob(id, idempotency, {
    action: "job.retry-failed",
    details: () => ({ shot }),
    change: (tx, job) => retryFailed(tx, job, shot),
  });
}

/**
 * The same for a job that continues after its pilot, or with another model. Throws a 422 `AppError` where no worker may call that, or
 * a prompt can't be filled.
 */
export function continueJob(
  id: string,
  request: ContinueRequest,
  idempotency: Idempotency | null,
): Promise<Job | null> {
  const { model } = request;
  return changeJob(id, idempotency, {
    action: "job.continue",
    details: (job) => ({ model: model ?? job.model }),
    prepare: async () => model !== undefined && checkModel(model),
    change: (tx, job) => proceed(tx, job, request),
  });
}

/** The same for a job that makes other products before the rest. */
export function tryOnOthers(
  id: string,
  request: TryOthersRequest,
  idempotency: Idempotency | null,
): Promise<Job | null> {
  return changeJob(id, idempotency, {
    action: "job.try-others",
    change: (tx, job) => tryOtherProducts(tx, job, request),
  });
}

const usdOrNull = (micros: number | null) => (micros === null ? null : usdOf(micros));

/** What waited for it continues. Null where there is no job of this id. */
export async function changeBudget(id: string, { budgetUsd }: JobChange): Promise<Job | null> {
  const budgetMicros = budgetUsd === null ? null : BigInt(microsOf(budgetUsd));
  const job = await changeJob(id, null, {
    action: "job.budget",
    details: (job) => ({ budgetUsd: { from: usdOrNull(job.budgetMicros), to: budgetUsd } }),
    change: (tx, { id }) => setJobState(tx, id, { budgetMicros }),
  });
  if (!job) return null;
  await continueWithinBudget();
  return findJob(id);
}

/** Ends a hold at once, at a person's word: workers look again within a second. False where there is none of this id. */
export async function releaseHold(id: string): Promise<boolean> {
  const isRemoved = await removeHold(id);
  if (isRemoved) {
    log().info({ hold: id }, "hold released");
    await record("hold.release", { target: id });
  }
  return isRemoved;
}
