import "server-only";
import { db, transaction } from "#lib/db/client.ts";
import { findWaiting, lockJob, nextTurn, renewMessages } from "#lib/db/jobs/state.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { wakeImages } from "#lib/queue/consume.ts";
import { imageMessage, imageQueue } from "#lib/queue/queues.ts";
import { isFinished } from "#lib/schemas/job.ts";

const BATCH = 1_000;

/** Sends messages for those of the images that still wait; false where the job was paused or has ended meanwhile. */
function sendBatch(jobId: string, ids: string[], firstTurn: number): Promise<boolean> {
  return transaction(async (tx) => {
    const job = await lockJob(tx, jobId);
    if (!job || job.status === "PAUSED" || isFinished(job)) return false;
    await enqueue(tx, imageQueue(job.model), (await renewMessages(tx, ids, firstTurn)).map(imageMessage));
    return true;
  });
}

/**
 * Sends new messages for all images of a job that wait, batch by batch, at the turns of a newcomer. Safe to run twice: an
 * image's older message finds nothing to do.
 */
export async function sendJob(jobId: string, signal: AbortSignal): Promise<void> {
  const client = await db();
  const [{ ids }, firstTurn] = await Promise.all([findWaiting(client, jobId), nextTurn(client, jobId)]);
  for (let from = 0; from < ids.length; from += BATCH) {
    if (!(await sendBatch(jobId, ids.slice(from, from + BATCH), firstTurn + from))) return;
    wakeImages();
    signal.throwIfAborted();
  }
}
