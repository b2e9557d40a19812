import "server-only";
import { type Transaction, transaction } from "#lib/db/client.ts";
import {
  findIdleMessages,
  findStrandedBatches,
  findStrandedImages,
  findStrandedImports,
  findUnfilledJobs,
  findUnsweptJobs,
  type Stranded,
} from "#lib/db/repair.ts";
import { log } from "#lib/log.ts";
import { enqueueBatch } from "#lib/queue/batch-messages.ts";
import { discard, enqueue } from "#lib/queue/boss.ts";
import { enqueueImages } from "#lib/queue/image-messages.ts";
import type { ImageQueue } from "#lib/queue/queues.ts";
import { DEFAULT_FIX_PX } from "#lib/schemas/limits.ts";

const BATCH = 1_000;

export type Repaired = { images: number; jobs: number; batches: number; imports: number; messages: number };

async function sendAgain(tx: Transaction, images: Stranded[]): Promise<void> {
  const waiting = images.filter(({ paused }) => !paused);
  const made = waiting.filter(({ origin }) => origin === "MODEL");
  const fixes = waiting.filter(({ origin }) => origin === "FIX");
  for (const [model, images] of Map.groupBy(made, ({ model }) => model)) {
    const [single, bulk] = [images.filter(({ jobId }) => jobId === null), images.filter(({ jobId }) => jobId !== null)];
    await enqueueImages(tx, model, single, { ahead: true });
    await enqueueImages(tx, model, bulk);
  }
  // The size that was asked for went with the message.
  await enqueue(
    tx,
    "fix-image",
    fixes.map(({ id, messageId }) => ({ id: messageId, data: { imageId: id, size: DEFAULT_FIX_PX } })),
  );
}

async function inBatches(repair: (tx: Transaction) => Promise<number>, signal: AbortSignal): Promise<number> {
  for (let total = 0; ; ) {
    signal.throwIfAborted();
    const count = await transaction(repair);
    total += count;
    if (count < BATCH) return total;
  }
}

async function repairImages(tx: Transaction): Promise<number> {
  const images = await findStrandedImages(tx, BATCH);
  await sendAgain(tx, images);
  return images.length;
}

async function dropIdle(tx: Transaction, name: ImageQueue | "fix-image"): Promise<number> {
  const ids = await findIdleMessages(tx, name, BATCH);
  await discard(tx, name, ids);
  return ids.length;
}

async function repairJobs(tx: Transaction): Promise<number> {
  const messagesFor = (jobs: string[]) => jobs.map((jobId) => ({ data: { jobId } }));
  const unfilled = await findUnfilledJobs(tx);
  await enqueue(tx, "fill-job", messagesFor(unfilled));
  const unswept = await findUnsweptJobs(tx);
  await enqueue(tx, "sweep-job", messagesFor(unswept));
  return unfilled.length + unswept.length;
}

async function repairBatches(tx: Transaction): Promise<number> {
  const batches = await findStrandedBatches(tx);
  for (const batch of batches) await enqueueBatch(tx, batch, 0);
  return batches.length;
}

async function repairImports(tx: Transaction): Promise<number> {
  const imports = await findStrandedImports(tx);
  await enqueue(
    tx,
    "import",
    imports.map((importId) => ({ data: { importId } })),
  );
  return imports.length;
}

/**
 * The queue drops old or often redelivered messages. Rows and messages are written together, so one statement sees a
 * consistent state.
 */
export async function repairMessages(signal: AbortSignal): Promise<Repaired> {
  const repaired = {
    images: await inBatches(repairImages, signal),
    jobs: await transaction(repairJobs),
    batches: await transaction(repairBatches),
    imports: await transaction(repairImports),
    messages:
      (await inBatches((tx) => dropIdle(tx, "generate-image"), signal)) +
      (await inBatches((tx) => dropIdle(tx, "generate-demo-image"), signal)) +
      (await inBatches((tx) => dropIdle(tx, "fix-image"), signal)),
  };
  if (Object.values(repaired).some((count) => count > 0)) log().warn(repaired, "rows and messages repaired");
  return repaired;
}
