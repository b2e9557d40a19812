import "server-only";
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { createImages, findShots } from "#lib/db/jobs/create.ts";
import { BLOCKS_AT_ONCE, type ImageDraft, takeDrafts } from "#lib/db/jobs/drafts.ts";
import { nextTurn } from "#lib/db/jobs/fairness.ts";
import { findWaiting, renewMessages } from "#lib/db/jobs/state.ts";
import { type LockedJob, lockJob } from "#lib/db/locks.ts";
import { cancelledBecause, draftsCancelledBy, isWithheld } from "#lib/generation/job-messages.ts";
import { reuseForNew } from "#lib/generation/reuse.ts";
import { discard } from "#lib/queue/boss.ts";
import { enqueueImages } from "#lib/queue/image-messages.ts";
import { IMAGE_QUEUES } from "#lib/queue/queues.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import { productValues } from "#lib/schemas/prompt.ts";

/** Images to which one transaction sends messages: on the embedded database it blocks every other query. */
const BATCH = 250;

/** A draft of a cancelled or stopped job is cancelled whether it says so or not. */
function cancelCodeOf({ cancelCode }: ImageDraft, job: LockedJob): string | null {
  return cancelCode ?? draftsCancelledBy(job);
}

function cancelled(code: string | null) {
  return code ? { status: "CANCELLED" as const, errorCode: code, errorMessage: cancelledBecause(code) } : {};
}

/** Writes images that were noted. Returns how many. */
export async function writeDrafts(tx: Transaction, job: LockedJob, taken: ImageDraft[]): Promise<number> {
  const drafts = taken.map((draft) => ({ ...draft, cancelCode: cancelCodeOf(draft, job) }));
  if (drafts.length === 0) return 0;
  const shots = await findShots(tx, job.id);
  const rows = drafts.flatMap(({ cancelCode, title, asin, sku, category, ...draft }) => {
    const shot = shots.get(draft.shot);
    if (!shot) return [];
    const { variant, targetVariant, plan } = shot;
    const values = productValues(plan, { title, asin, sku, category, variant });
    return { ...draft, targetVariant, values, messageId: randomUUID(), ...cancelled(cancelCode) };
  });
  const written = await createImages(tx, job, rows);
  const open = isWithheld(job) ? [] : written.filter(({ status }) => status !== "CANCELLED");
  await enqueueImages(tx, job.model, await reuseForNew(tx, job, open, shots));
  return drafts.length;
}

/** The next images of a job that are noted, unless they wait for a person after its pilot. */
export async function fillBlocks(tx: Transaction, jobId: string, blocks: number): Promise<number> {
  const job = await lockJob(tx, jobId);
  if (!job || job.deleting || job.pilotImages !== null) return 0;
  return writeDrafts(tx, job, await takeDrafts(tx, jobId, blocks));
}

/** Safe to run twice. */
export async function fillJob(jobId: string, signal: AbortSignal): Promise<void> {
  const blocks = (await driver()).kind === "embedded" ? 1 : BLOCKS_AT_ONCE;
  while ((await transaction((tx) => fillBlocks(tx, jobId, blocks))) > 0) {
    await setImmediate();
    signal.throwIfAborted();
  }
}

/** False where the job was paused, waits for a budget again or has ended meanwhile. */
function sendBatch(jobId: string, ids: string[], firstTurn: number): Promise<boolean> {
  return transaction(async (tx) => {
    const job = await lockJob(tx, jobId);
    if (!job || isWithheld(job) || isFinished(job)) return false;
    const renewed = await renewMessages(tx, ids, firstTurn);
    const old = renewed.flatMap(({ oldMessageId }) => oldMessageId ?? []);
    for (const queue of IMAGE_QUEUES) await discard(tx, queue, old);
    await enqueueImages(tx, job.model, renewed);
    return true;
  });
}

/**
 * Safe to run twice. An image may still have the message that it had when the job was paused or met its budget, or continued with another model.
 */
export async function sendJob(jobId: string, signal: AbortSignal): Promise<void> {
  const [ids, firstTurn] = await Promise.all([findWaiting(db, jobId), nextTurn(db, jobId)]);
  for (let from = 0; from < ids.length; from += BATCH) {
    if (!(await sendBatch(jobId, ids.slice(from, from + BATCH), firstTurn + from))) return;
    await setImmediate();
    signal.throwIfAborted();
  }
}
