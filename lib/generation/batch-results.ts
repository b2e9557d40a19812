import "server-only";
import { randomUUID } from "node:crypto";
import { type Batch, findUnanswered, noteAnswer, type SentCall } from "#lib/db/batches.ts";
import { transaction } from "#lib/db/client.ts";
import { type ClaimedImage, findInBatch } from "#lib/db/images/attempt.ts";
import { settleCall } from "#lib/db/images/calls.ts";
import { linesOf, readRow } from "#lib/gemini/batch-rows.ts";
import { loadPictures } from "#lib/generation/batch-file.ts";
import { failImage, releaseImages } from "#lib/generation/batch-images.ts";
import { billOf } from "#lib/generation/bill.ts";
import { recognizePhoto } from "#lib/generation/returned-photo.ts";
import { GenerationError, type ModelAnswer } from "#lib/image-model.ts";
import { enqueueImages } from "#lib/queue/image-messages.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";

type Answer = ModelAnswer | GenerationError;

/** What an answer of a call cost. */
function billFor({ model }: SentCall, answer: Answer) {
  const isError = answer instanceof GenerationError;
  const progress = { called: true, first: false, callMs: null, facts: isError ? null : answer, others: [] };
  return billOf({ model, tier: "batch" }, progress, isError ? answer : null);
}

/** Nobody waits for the image any more, but the call is billed. */
async function settleOnly(call: SentCall, answer: Answer): Promise<void> {
  const isError = answer instanceof GenerationError;
  const { code, message } = isError ? answer : { code: "COMPLETED", message: null };
  const counted = isError ? null : answer;
  const end = { code, message, counted, callMs: call.callMs, bill: billFor(call, answer) };
  await transaction((tx) => settleCall(tx, { ...call, id: call.imageId }, end));
}

/** An answer that is the source photo itself is no image. Where the photo is gone, nothing can be told. */
async function isReturnedPhoto(image: ClaimedImage, { bytes }: ModelAnswer, store: Store): Promise<boolean> {
  const sent = await loadPictures(image, store).catch((error: unknown) => {
    if (error instanceof GenerationError) return null;
    throw error;
  });
  return recognizePhoto(sent?.current?.[0]?.bytes)(bytes);
}

/** Stores its bytes first: the worker that has the image's message finds them, and inspects and records the image. */
async function takeImage(batch: Batch, call: SentCall, answer: ModelAnswer, store: Store): Promise<boolean> {
  await store.put(generatedKey(call.imageId), answer.bytes, answer.mimeType);
  const messageId = randomUUID();
  const bill = billFor(call, answer) ?? { usage: answer.usage, tier: "batch", costMicros: null };
  return transaction(async (tx) => {
    const noted = { messageId, bill, modelVersion: answer.modelVersion };
    const task = await noteAnswer(tx, batch.id, call, noted);
    if (task) await enqueueImages(tx, call.model, [{ id: call.imageId, messageId, turn: task.turn }]);
    return task !== null;
  });
}

async function takeAnswer(
  batch: Batch,
  { call, image, answer }: { call: SentCall; image: ClaimedImage | undefined; answer: Answer },
  store: Store,
): Promise<void> {
  if (!image || image.claims !== call.claims) return settleOnly(call, answer);
  const asked = { ...image, model: call.model, tier: "batch" as const };
  const failed = (error: GenerationError) => failImage(asked, error, { called: true, callMs: call.callMs });
  if (answer instanceof GenerationError) {
    if (answer.code !== "CANCELLED") return failed(answer);
    const { code, message } = answer;
    const end = { code, message, counted: null, callMs: call.callMs, bill: billFor(call, answer) };
    return releaseImages([image], end);
  }
  if (await isReturnedPhoto(image, answer, store)) {
    const { usage, modelVersion, tier } = answer;
    const message = "The model sent the source photo back unchanged.";
    return failed(new GenerationError("NO_IMAGE", message, { facts: { usage, modelVersion, tier } }));
  }
  if (!(await takeImage(batch, call, answer, store))) await settleOnly(call, answer);
}

/** What a batch still owes: the calls without an answer, and the images that wait for them. */
async function findOpen(batch: Batch) {
  const [calls, images] = await Promise.all([findUnanswered(batch.id), findInBatch(batch.id)]);
  return {
    calls: new Map(calls.map((call) => [`${call.id}`, call])),
    images: new Map(images.map((image) => [image.id, image])),
  };
}

/** Takes every row of a result for a call that has none yet: safe to run twice, and to be cut anywhere. Returns how many. */
export async function takeResults(
  batch: Batch,
  chunks: AsyncIterable<Uint8Array>,
  store: Store,
  signal: AbortSignal,
): Promise<number> {
  const { calls, images } = await findOpen(batch);
  let taken = 0;
  for await (const line of linesOf(chunks)) {
    signal.throwIfAborted();
    const row = readRow(line);
    const call = row && calls.get(row.key);
    if (!row || !call) continue;
    calls.delete(row.key);
    await takeAnswer(batch, { call, image: images.get(call.imageId), answer: row.answer }, store);
    taken += 1;
  }
  return taken;
}

/** Ends the calls for which a batch brought nothing, all in the same way. */
export async function endRest(batch: Batch, answer: GenerationError, store: Store): Promise<number> {
  const { calls, images } = await findOpen(batch);
  for (const call of calls.values()) await takeAnswer(batch, { call, image: images.get(call.imageId), answer }, store);
  return calls.size;
}
