import "server-only";
import { setImmediate } from "node:timers/promises";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { deletePartOfJob } from "#lib/db/images/removal.ts";
import { keepOtherShots, nextReopenedTurn, reopenTasks } from "#lib/db/jobs/reopen.ts";
import {
  DELETE_BATCH,
  endStop,
  endSweep,
  findMessages,
  REOPEN_BATCH,
  SWEEP_BATCH,
  sweepTasks,
} from "#lib/db/jobs/sweep.ts";
import { type LockedJob, lockDeletion, lockJob } from "#lib/db/locks.ts";
import { cancelledBecause, isWithheld } from "#lib/generation/job-messages.ts";
import { notifyIfFinished } from "#lib/notices/job-notice.ts";
import { discard, enqueue } from "#lib/queue/boss.ts";
import { enqueueImages } from "#lib/queue/image-messages.ts";
import { imageQueue } from "#lib/queue/queues.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import { removeDeleted } from "#lib/storage/remove-objects.ts";

const FIRST_TURN = 0;

/** From which turn on tasks are left to rewrite, or the turn of the next one to reopen; null where nothing is left to do. */
type Left = number | null;

async function cancelPart(tx: Transaction, job: LockedJob, fromTurn: number): Promise<Left> {
  const message = cancelledBecause("CANCELLED");
  const { count, lastTurn, messages } = await sweepTasks(tx, job, { message, fromTurn, limit: SWEEP_BATCH });
  await discard(tx, imageQueue(job.model), messages);
  if (count === SWEEP_BATCH) return Math.max(lastTurn ?? FIRST_TURN, fromTurn);
  // One that a worker had may be of a later turn than others that wait.
  if (fromTurn > FIRST_TURN) return FIRST_TURN;
  return null;
}

/** Tasks of a paused job, or of one that waits for a budget, get their messages once it continues. Null where none is left. */
async function reopenPart(tx: Transaction, job: LockedJob, fromTurn: number): Promise<Left> {
  const firstTurn = fromTurn === FIRST_TURN ? await nextReopenedTurn(tx, job) : fromTurn;
  const { count, waiting } = await reopenTasks(tx, job, { firstTurn, limit: REOPEN_BATCH });
  if (!isWithheld(job)) await enqueueImages(tx, job.model, waiting);
  if (waiting.length < count) await notifyIfFinished(tx, job.id);
  return count === REOPEN_BATCH ? firstTurn + waiting.length : null;
}

/** After a retry of one shot, first those of the others. Then those that it reopens: before them, what an error had stopped becomes what a retry reopens. */
async function rewritePart(tx: Transaction, job: LockedJob, fromTurn: number): Promise<Left> {
  if (job.retriedShot !== null && (await keepOtherShots(tx, job, SWEEP_BATCH)) === SWEEP_BATCH) return fromTurn;
  const isReopening = !isFinished(job);
  if (isReopening && job.stopMessage !== null) {
    const left = await cancelPart(tx, job, fromTurn);
    if (left === null) await endStop(tx, job.id);
    return left ?? FIRST_TURN;
  }
  const left = (isReopening ? await reopenPart(tx, job, fromTurn) : null) ?? (await cancelPart(tx, job, fromTurn));
  if (left !== null) return left;
  await endSweep(tx, job.id);
  return job.deleting || isWithheld(job) ? FIRST_TURN : null;
}

async function deletePart(tx: Transaction, { id }: LockedJob): Promise<Left> {
  const { pictures, isGone } = await deletePartOfJob(tx, id, DELETE_BATCH);
  await removeDeleted(tx, id, pictures);
  return isGone ? null : FIRST_TURN;
}

/** Removes messages of a job that is withheld. One that is left finds nothing to do, and the job has new ones sent once it continues. */
async function withdrawPart(tx: Transaction, job: LockedJob, fromTurn: number): Promise<Left> {
  const { count, lastTurn, messages } = await findMessages(tx, job.id, { fromTurn, limit: SWEEP_BATCH });
  await discard(tx, imageQueue(job.model), messages);
  return count === SWEEP_BATCH && lastTurn !== null ? lastTurn + 1 : null;
}

/** The job's row is locked. */
async function sweepPart(tx: Transaction, job: LockedJob, fromTurn = FIRST_TURN): Promise<Left> {
  if (job.sweeping) return rewritePart(tx, job, fromTurn);
  if (job.deleting) return deletePart(tx, job);
  return isWithheld(job) ? withdrawPart(tx, job, fromTurn) : null;
}

/** Does the first part at once, which is all of a small job. The job's row is locked. */
export async function beginSweep(tx: Transaction, job: LockedJob): Promise<void> {
  if ((await sweepPart(tx, job)) !== null) await enqueue(tx, "sweep-job", [{ data: { jobId: job.id } }]);
}

/** Safe to run twice, and to be cut anywhere. */
export async function sweepJob(jobId: string, signal: AbortSignal): Promise<void> {
  for (let left: Left = FIRST_TURN; left !== null; ) {
    signal.throwIfAborted();
    const from: number = left;
    left = await transaction(async (tx) => {
      await lockDeletion(tx, jobId); // who restores it locks that first
      const job = await lockJob(tx, jobId);
      return job ? sweepPart(tx, job, from) : null;
    });
    await setImmediate();
  }
}
