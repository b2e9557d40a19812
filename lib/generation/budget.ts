import "server-only";
import {
  findBudgets,
  findJobsInNeed,
  findReserve,
  type KeyedBudget,
  type Payer,
  type PricedCall,
  type WaitingJob,
} from "#lib/db/budgets.ts";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { setJobState } from "#lib/db/jobs/state.ts";
import { lockJob } from "#lib/db/locks.ts";
import { AppError } from "#lib/errors.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { isWithheld } from "#lib/generation/job-messages.ts";
import { beginSweep } from "#lib/generation/sweep-job.ts";
import { log } from "#lib/log.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { repeat } from "#lib/repeat.ts";
import { type Budget, budgetWords, hasRoom, tightest } from "#lib/schemas/budget.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

/** How soon a job continues whose budget has room again, where this process has seen it wait; at once where a limit was raised. */
const LOOK_MS = 2_000;
/** How soon where it has seen none wait: the process that has may have ended. */
const LOOK_UNSEEN_MS = 15_000;

const watch = { mayWait: true, lookedAt: 0 };

/** Its images are withheld until a budget has room for one. The job's row must be locked. */
export async function waitForBudget(tx: Transaction, jobId: string, neededMicros: number): Promise<void> {
  const job = await lockJob(tx, jobId);
  if (!job || isFinished(job) || isWithheld(job)) return;
  await setJobState(tx, jobId, { neededMicros: BigInt(neededMicros) });
  await beginSweep(tx, { ...job, neededMicros });
  watch.mayWait = true;
  log().info({ jobId, neededMicros }, "job waits for a budget");
}

/**
 * Of jobs that wait, oldest first, those for whose next image there is room: two that share a limit don't continue for the same
 * money.
 */
export function affordable(jobs: WaitingJob[]): string[] {
  const granted = new Map<string, number>();
  const less = (budget: KeyedBudget) => ({ ...budget, spent: budget.spent + (granted.get(budget.key) ?? 0) });
  return jobs.flatMap(({ jobId, neededMicros, budgets }) => {
    if (!hasRoom(budgets.map(less), neededMicros)) return [];
    for (const { key } of budgets) granted.set(key, (granted.get(key) ?? 0) + neededMicros);
    return [jobId];
  });
}

async function continueJob(jobId: string): Promise<void> {
  await transaction(async (tx) => {
    const job = await lockJob(tx, jobId);
    if (!job || isFinished(job) || job.neededMicros === null) return;
    await setJobState(tx, jobId, { neededMicros: null });
    await enqueue(tx, "send-job", [{ data: { jobId } }]);
    log().info({ jobId }, "job continues within its budget");
  });
}

/** Jobs continue for whose next image a budget has room: a limit was raised, a new day began, or a call cost less than was reserved. */
export async function continueWithinBudget(): Promise<void> {
  Object.assign(watch, { mayWait: false, lookedAt: performance.now() });
  const jobs = await findJobsInNeed();
  if (jobs.length > 0) watch.mayWait = true;
  for (const jobId of affordable(jobs)) await continueJob(jobId);
}

/** Until it is stopped. An outage of the database is waited out. */
export function startBudgetWatch(): { stop(): Promise<void> } {
  const look = async () => {
    if (watch.mayWait || performance.now() - watch.lookedAt >= LOOK_UNSEEN_MS) await continueWithinBudget();
  };
  return repeat(LOOK_MS, look, (error) => log().debug({ err: error }, "can't look at budgets"));
}

/** Throws a 402 `AppError` where a budget has no room for the call. */
export async function refuseOverBudget(tx: Transaction, payer: Payer, call: PricedCall): Promise<void> {
  const budgets = await findBudgets(tx, payer);
  const limit = tightest(budgets);
  if (!limit) return;
  const neededMicros = await findReserve(tx, call);
  if (!hasRoom(budgets, neededMicros))
    throw new AppError("BUDGET", `${budgetWords(limit, neededMicros)} Raise the limit in Settings, then try again.`);
}

/** What is left of the tightest of the limits in force, and of that which a new job is to have. Null without a limit. */
export async function findBudgetLeft(budgetMicros: number | null): Promise<number | null> {
  const { model } = await currentModel();
  const ofJob: Budget = { kind: "JOB", limit: budgetMicros, spent: 0 };
  const limit = tightest([...(await findBudgets(db, { jobId: null, model })), ofJob]);
  return limit && Math.max(0, (limit.limit ?? 0) - limit.spent);
}
