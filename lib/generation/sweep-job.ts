import "server-only";
import { setImmediate } from "node:timers/promises";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { endSweep, SWEEP_BATCH, sweepTasks } from "#lib/db/jobs/sweep.ts";
import { type LockedJob, lockJob } from "#lib/db/locks.ts";
import { cancelledBecause } from "#lib/generation/job-messages.ts";
import { discard } from "#lib/queue/boss.ts";
import { imageQueue } from "#lib/queue/queues.ts";

const FIRST_TURN = 0;

/** From which turn on tasks are left to rewrite; null where all are. */
type Left = number | null;

/** The job is cancelled, and its row is locked. */
export async function sweepPart(tx: Transaction, job: LockedJob, fromTurn = FIRST_TURN): Promise<Left> {
  const message = cancelledBecause("CANCELLED");
  const { count, lastTurn, messages } = await sweepTasks(tx, job.id, { message, fromTurn, limit: SWEEP_BATCH });
  await discard(tx, imageQueue(job.model), messages);
  if (count === SWEEP_BATCH) return Math.max(lastTurn ?? FIRST_TURN, fromTurn);
  // One that a worker had may be of a later turn than others that wait.
  if (fromTurn > FIRST_TURN) return FIRST_TURN;
  await endSweep(tx, job.id);
  return null;
}

/** For a command that needs all rows as they are to be. */
export async function sweepAll(tx: Transaction, job: LockedJob): Promise<void> {
  for (let left: Left = FIRST_TURN; left !== null; ) left = await sweepPart(tx, job, left);
}

/** Safe to run twice, and to be cut anywhere. */
export async function sweepJob(jobId: string, signal: AbortSignal): Promise<void> {
  for (let left: Left = FIRST_TURN; left !== null; ) {
    signal.throwIfAborted();
    const from: number = left;
    left = await transaction(async (tx) => {
      const job = await lockJob(tx, jobId);
      return job?.status === "CANCELLED" ? sweepPart(tx, job, from) : null;
    });
    await setImmediate();
  }
}
