import "server-only";
import { BackupRunning } from "#lib/db/backup/lease.ts";
import {
  type Batch,
  changeBatch,
  endBatch,
  endDeadline,
  findBatch,
  markSent,
  markUnsent,
  readClock,
  readJobOfBatch,
  renewBatchMessage,
} from "#lib/db/batches.ts";
import { db, transaction } from "#lib/db/client.ts";
import { lockJob } from "#lib/db/locks.ts";
import { cancelBatch, createBatch, deleteBatch, findBatchNamed, getBatch } from "#lib/gemini/batches.ts";
import { deleteFile, downloadFile, uploadFile } from "#lib/gemini/files.ts";
import { writeBatchFile } from "#lib/generation/batch-file.ts";
import { dissolve, failImage, lookMs, releaseImages } from "#lib/generation/batch-images.ts";
import { endRest, takeResults } from "#lib/generation/batch-results.ts";
import {
  attempt,
  type BatchDeps,
  type Deps,
  isTransient,
  isUnclear,
  later,
  type Next,
  since,
} from "#lib/generation/batch-step.ts";
import { GenerationError } from "#lib/image-model.ts";
import { log } from "#lib/log.ts";
import { enqueueBatch } from "#lib/queue/batch-messages.ts";
import { type Delivery, settle } from "#lib/queue/boss.ts";
import { withTemporaryFile } from "#lib/storage/transit.ts";

const HOUR_MS = 3_600_000;
/** Google ends a batch after 48 hours, and keeps files as long. Then no results can be had. */
const LOST_AFTER_MS = 50 * HOUR_MS;
/** How long a cancelled batch may take to end. */
const CANCELLED_FOR_MS = HOUR_MS;

/** Lets its images wait again. It was never sent. */
async function giveBack(batch: Batch, outcome: string): Promise<Next> {
  await dissolve(batch.id);
  await changeBatch(db, batch, { state: "FAILED", outcome });
  return null;
}

/** No image of it can be made: all end as after a call that was refused. */
async function refuse(batch: Batch, error: GenerationError, { store }: Deps): Promise<Next> {
  await endRest(batch, error, store);
  return giveBack(batch, error.message);
}

/** Why a batch that is not sent is not to be. */
async function reasonAgainst({ jobId }: Batch): Promise<string | null> {
  const { ended, paused, late } = await readJobOfBatch(db, jobId);
  if (ended) return "The job has ended.";
  if (paused) return "The job is paused.";
  return late ? "The deadline is over." : null;
}

/** From now on it takes no more images: who adds one has locked the job. */
function close(batch: Batch): Promise<Next> {
  return transaction(async (tx) => {
    await lockJob(tx, batch.jobId);
    return changeBatch(tx, batch, { state: "UPLOADING" });
  });
}

async function upload(batch: Batch, deps: Deps): Promise<Next> {
  const { access, store, signal } = deps;
  const against = await reasonAgainst(batch);
  if (against) return giveBack(batch, against);
  return withTemporaryFile(async (path) => {
    const { bytes, images, tooMany, refused } = await writeBatchFile(path, batch.id, store, signal);
    for (const { image, error } of refused) await failImage(image, error, { called: false, callMs: null });
    await releaseImages(tooMany, null);
    if (images === 0) return giveBack(batch, "No image was left.");
    const file = { path, bytes, displayName: batch.id };
    const fileName = await attempt(() => uploadFile(access, file, signal));
    if (typeof fileName === "string") return changeBatch(db, batch, { state: "UPLOADED", fileName });
    return isTransient(fileName) ? later(batch, fileName) : refuse(batch, fileName, deps);
  });
}

/** `sentAt` is written before the request is: it tells who continues from when on Google may be making it. */
async function send(batch: Batch, deps: Deps): Promise<Next> {
  const against = await reasonAgainst(batch);
  if (against) return giveBack(batch, against);
  const sent = await transaction(async (tx) => {
    const changed = await changeBatch(tx, batch, { state: "CREATING", sentAt: deps.now() });
    if (changed) await markSent(tx, batch.id);
    return changed;
  });
  return sent && create(sent, deps);
}

async function create(batch: Batch, deps: Deps): Promise<Next> {
  const { access, signal } = deps;
  const { id: displayName, model, fileName } = batch;
  const made = await attempt(() => createBatch(access, { model, displayName, fileName: fileName ?? "" }, signal));
  if (!(made instanceof GenerationError)) return changeBatch(db, batch, { state: "CREATED", name: made.name });
  if (isUnclear(made)) return later(batch, made);
  if (!isTransient(made)) return refuse(batch, made, deps);
  await transaction(async (tx) => {
    if (await changeBatch(tx, batch, { state: "UPLOADED" })) await markUnsent(tx, batch.id);
  });
  return later(batch, made);
}

/** Google may be making it: it is sent again only where Google's list does not have it, some time after it was sent. */
async function findSent(batch: Batch, deps: Deps): Promise<Next> {
  const waitMs = 2 * lookMs() - since(batch.sentAt, deps);
  if (waitMs > 0) return { waitMs };
  const found = await attempt(() => findBatchNamed(deps.access, batch.id, deps.signal));
  if (found instanceof GenerationError) return later(batch, found);
  if (found) return changeBatch(db, batch, { state: "CREATED", name: found.name });
  return transaction(async (tx) => {
    const changed = await changeBatch(tx, batch, { state: batch.fileName ? "UPLOADED" : "UPLOADING" });
    if (changed) await markUnsent(tx, batch.id);
    return changed;
  });
}

/** Asks Google to cancel what nobody waits for any more. What is made already is billed, and kept if it can be. */
async function cancelWhereOver(batch: Batch, deps: Deps): Promise<Next> {
  const { ended, late } = await readJobOfBatch(db, batch.jobId);
  const isLost = batch.cancelledAt !== null && since(batch.cancelledAt, deps) > CANCELLED_FOR_MS;
  if (isLost) return changeBatch(db, batch, { state: "ENDED", outcome: "It was cancelled and did not end." });
  if (batch.cancelledAt !== null || !(ended || late)) return { waitMs: lookMs() };
  const refused = await attempt(() => cancelBatch(deps.access, batch.name ?? "", deps.signal));
  if (refused instanceof GenerationError) return later(batch, refused);
  log().info({ batch: batch.id, jobId: batch.jobId, late }, "batch cancelled");
  return (await changeBatch(db, batch, { cancelledAt: deps.now() })) && { waitMs: lookMs() };
}

async function look(batch: Batch, deps: Deps): Promise<Next> {
  const found = await attempt(() => getBatch(deps.access, batch.name ?? "", deps.signal));
  if (found instanceof GenerationError) {
    const isGone = found.code === "MODEL_GONE" || since(batch.sentAt, deps) > LOST_AFTER_MS;
    return isGone ? changeBatch(db, batch, { state: "ENDED", outcome: found.message }) : later(batch, found);
  }
  const { state, resultFile, message } = found;
  if (state === "PENDING" || state === "RUNNING") return cancelWhereOver(batch, deps);
  if (state === "EXPIRED") await transaction((tx) => endDeadline(tx, batch.jobId));
  const outcome = `Google ended it: ${state.toLowerCase()}. ${message}`.trim();
  return endBatch(batch, { resultFile, outcome }).catch((error: unknown) => {
    if (error instanceof BackupRunning) return { waitMs: lookMs() };
    throw error;
  });
}

/** What Google keeps of it counts against the limit of its files. It is gone after 48 hours in any case. */
async function tidy({ fileName, name }: Batch, { access, signal }: Deps): Promise<void> {
  if (fileName) await attempt(() => deleteFile(access, fileName, signal));
  if (name) await attempt(() => deleteBatch(access, name, signal));
}

/** Where Google says that it cancelled all of it nothing was billed; else nobody knows. */
function restOf({ outcome, cancelledAt, resultFile }: Batch): GenerationError {
  const isCancelled = cancelledAt !== null && resultFile === null && outcome?.includes("cancelled.") === true;
  if (isCancelled) return new GenerationError("CANCELLED", "The batch was cancelled before this image.");
  const message = resultFile ? "The results of the batch have no row for this image." : (outcome ?? "No results.");
  return new GenerationError("OVERLOADED", message, { cutOff: true });
}

async function fetchResults(batch: Batch, deps: Deps): Promise<Next> {
  const { resultFile } = batch;
  if (resultFile) {
    const taken = await attempt(async () => {
      const chunks = await downloadFile(deps.access, resultFile, deps.signal);
      return takeResults(batch, chunks, deps.store, deps.signal);
    });
    const isGone = taken instanceof GenerationError && taken.code === "MODEL_GONE";
    const isLost = since(batch.sentAt, deps) > LOST_AFTER_MS;
    if (taken instanceof GenerationError && !isGone && !isLost) return later(batch, taken);
  }
  const missing = await endRest(batch, restOf(batch), deps.store);
  await tidy(batch, deps);
  await changeBatch(db, batch, { state: resultFile ? "FETCHED" : "FAILED" });
  log().info({ batch: batch.id, jobId: batch.jobId, images: batch.images, missing }, "batch processed");
  return null;
}

function step(batch: Batch, deps: Deps): Promise<Next> {
  switch (batch.state) {
    case "PLANNED":
      return close(batch);
    case "UPLOADING":
      return upload(batch, deps);
    case "UPLOADED":
      return send(batch, deps);
    case "CREATING":
      return findSent(batch, deps);
    case "CREATED":
      return look(batch, deps);
    case "ENDED":
      return fetchResults(batch, deps);
    default:
      return Promise.resolve(null);
  }
}

async function readNow(): Promise<() => Date> {
  const ahead = (await readClock()).getTime() - Date.now();
  return () => new Date(Date.now() + ahead);
}

/** Continues a batch until it has to wait. Every step may be cut: the next delivery of a message continues there. */
export async function workBatch(batchId: string, delivery: Delivery, deps: BatchDeps): Promise<void> {
  const now = await readNow();
  let next: Next = await findBatch(batchId, delivery.id);
  while (next !== null && "id" in next) next = await step(next, { ...deps, now });
  const waitMs = next?.waitMs ?? null;
  await transaction(async (tx) => {
    const again = waitMs === null ? null : await renewBatchMessage(tx, batchId, delivery.id);
    if (again && waitMs !== null) await enqueueBatch(tx, again, waitMs);
    await settle(tx, deps.queue, delivery);
  });
}

/** Of a batch at which processes died or failed: something in it may be why. */
export async function abandonBatch(batchId: string, delivery: Delivery, deps: BatchDeps): Promise<void> {
  const batch = await findBatch(batchId, delivery.id);
  if (batch) {
    const message = "Working on the batch failed three times. The log has more.";
    if (batch.sentAt === null) await dissolve(batch.id, { blamed: true });
    else await endRest(batch, new GenerationError("OVERLOADED", message, { cutOff: true }), deps.store);
    await changeBatch(db, batch, { state: "FAILED", outcome: message });
  }
  await transaction((tx) => settle(tx, deps.queue, delivery));
}
