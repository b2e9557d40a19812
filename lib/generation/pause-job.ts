import "server-only";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { failWaitingVersions } from "#lib/db/images/fail-versions.ts";
import { holdIdOf, removeHold, type Scope } from "#lib/db/jobs/holds.ts";
import { findRunningJobs } from "#lib/db/jobs/models.ts";
import { countAnswer, setJobState } from "#lib/db/jobs/state.ts";
import { type LockedJob, lockJob } from "#lib/db/locks.ts";
import { findWorkers, type LiveWorker } from "#lib/db/workers.ts";
import { env } from "#lib/env.ts";
import { beginSweep } from "#lib/generation/sweep-job.ts";
import { log } from "#lib/log.ts";
import { discard } from "#lib/queue/boss.ts";
import { imageQueue } from "#lib/queue/queues.ts";
import type { PausedReason } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

export function failingWords(codes: string[]): string {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const list = sorted.map(([code, times]) => `${outcomeOf(code)?.label ?? code} (${times})`).join(", ");
  const advice = sorted.flatMap(([code]) => outcomeOf(code)?.advice ?? []).join(" ");
  return `${codes.length} answers in a row made no image and were probably billed: ${list}. ${advice}`;
}

export function timeoutWords(images: number, tier: AskedTier): string {
  const setting = tier === "flex" ? "GEMINI_FLEX_TIMEOUT_MS" : "GEMINI_TIMEOUT_MS";
  return `The first ${images} images all took longer than ${env()[setting] / 1_000} s, and their calls were probably billed. Raise ${setting} or use a faster model, restart, then resume the job.`;
}

/** Answers in a row that were probably billed and hold no image before the job is paused. */
const MAX_BILLED_FAILURES = 20;
/** Images that all end in TIMEOUT, as the first of their job, before it is paused. */
const MAX_OPENING_TIMEOUTS = 3;

/** The job's row must be locked. Images in flight are still made; those that wait are not claimed. */
export async function pauseJob(
  tx: Transaction,
  job: LockedJob,
  pausedReason: PausedReason,
  pausedMessage: string | null = null,
): Promise<void> {
  await setJobState(tx, job.id, { status: "PAUSED", pausedReason, pausedMessage });
  await beginSweep(tx, { ...job, status: "PAUSED" });
}

/** Of images without a job there is nothing that a person could resume. */
function failVersions(tx: Transaction, model: string, reason: PausedReason, message: string): Promise<string[]> {
  return failWaitingVersions(tx, model, { code: reason === "QUOTA" ? "RATE_LIMITED" : "UNREACHABLE", message });
}

/**
 * Ends the hold too: whoever resumes a job begins with a call. Does nothing where workers with another key or address
 * may still reach the model.
 */
export async function pauseUnreached(scope: Scope, reason: PausedReason, message: string): Promise<void> {
  const { account, model, tier = "standard" } = scope;
  const isReached = ({ generator, account: other }: LiveWorker) => generator === "gemini" && other !== account;
  if ((await findWorkers()).some(isReached)) return;
  const said =
    reason === "QUOTA" ? "Google has rejected every call for a day." : "Google has been unreachable for a day.";
  for (const jobId of await findRunningJobs(model, tier)) {
    await transaction(async (tx) => {
      const job = await lockJob(tx, jobId);
      if (job?.status !== "QUEUED" && job?.status !== "PROCESSING") return;
      await pauseJob(tx, job, reason, `${said} ${message}`);
    }, MANY_ROWS);
  }
  if (tier === "standard")
    await transaction(async (tx) => {
      await discard(tx, imageQueue(model), await failVersions(tx, model, reason, `${said} ${message}`));
    });
  await removeHold(holdIdOf(scope));
  log().warn({ model, tier, reason, message }, "jobs paused");
}

/** How a call for an image of a job went; `finished`: the image is, too. */
type Answer = { code: string; finished: boolean };

/**
 * Must run in the transaction that settles the answer. Failures that cost nothing neither count nor start the count
 * again.
 */
export async function pauseWhereFailing(tx: Transaction, jobId: string | null, answer: Answer): Promise<void> {
  if (jobId === null) return;
  const { code, finished } = answer;
  const billed = outcomeOf(code)?.billed === true;
  const count = await countAnswer(tx, jobId, { code, billed, finished });
  if (!count) return;
  const { billedFailures, openingTimeouts } = count;
  const isFailing = billedFailures.length >= MAX_BILLED_FAILURES;
  if (!isFailing && openingTimeouts !== MAX_OPENING_TIMEOUTS) return;
  const job = await lockJob(tx, jobId);
  if (!job || isFinished(job)) return;
  log().warn({ jobId, billedFailures, openingTimeouts }, "job paused");
  if (openingTimeouts === MAX_OPENING_TIMEOUTS)
    await pauseJob(tx, job, "TIMEOUTS", timeoutWords(MAX_OPENING_TIMEOUTS, job.tier));
  else await pauseJob(tx, job, "FAILING", failingWords(billedFailures));
}
