import "server-only";
import type { Measured } from "#lib/compliance/measure.ts";
import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import type { AttemptEnd } from "#lib/db/images/calls.ts";
import type { StoredImage } from "#lib/db/images/made.ts";
import { billOf } from "#lib/generation/bill.ts";
import {
  callOf,
  type GenerationReport,
  type MakeImageDeps,
  type Progress,
  progressOf,
} from "#lib/generation/image-attempt.ts";
import { recognizePhoto } from "#lib/generation/returned-photo.ts";
import { guidedPrompt, picturesToSend, toSentPictures } from "#lib/generation/sent-pictures.ts";
import { settleFailure } from "#lib/generation/settle-failure.ts";
import { GenerationError, type ImageModel, type ModelAnswer, type SentPictures } from "#lib/image-model.ts";
import { runPictureTask } from "#lib/picture-work/pool.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import { photoOf } from "#lib/review/check-image.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { UnreadableObject } from "#lib/storage/retrying-store.ts";
import { putThumbnail } from "#lib/storage/storage.ts";

const MAX_CRASHES = 3;
/** How often to look whether the machine that keeps an image's bytes has stored them. */
const KEPT_ELSEWHERE_MS = 15_000;
/** Others go first where working on an image failed for no known reason. */
const AFTER_BUG_MS = 5_000;
/** Calls of one round beyond GENERATION_MAX_ATTEMPTS: those that were interrupted don't count as attempts, but may be billed. */
const INTERRUPTED_CALLS = 3;
/** After a hold another image goes first than the one that failed last, where there is one. */
const ANOTHER_FIRST_MS = 3_000;
/** An image that is held stays away from the queue for so long at most, so that those of other models get their turn. */
const LONGEST_RELEASE_MS = 30_000;

class ImageLost extends Error {
  override readonly name = "ImageLost";
}

/**
 * The bytes are in the store already. Those that can't be read are removed again, and the next picture of the same
 * answer takes their place: it was paid for too. Throws BAD_IMAGE where there is none.
 */
async function inspect(
  image: ClaimedImage,
  bytes: Uint8Array,
  progress: Progress,
  deps: MakeImageDeps,
): Promise<{ stored: StoredImage; measured: Measured | null }> {
  const { store, save } = deps;
  const storageKey = generatedKey(image.id);
  try {
    const meant = { variant: image.targetVariant, photo: await photoOf(image.photoKey, store) };
    const inspected = await runPictureTask("inspectAndMeasure", [bytes, meant]);
    await putThumbnail(store, storageKey, inspected);
    return { stored: { ...inspected.facts, storageKey }, measured: inspected.measured };
  } catch (cause) {
    if (!(cause instanceof NotAPicture)) throw cause;
    await store.remove(storageKey);
    const next = progress.others.shift();
    if (!next) throw new GenerationError("BAD_IMAGE", "The returned image can't be read.", { cause });
    await save(image.id, next.bytes);
    return inspect(image, next.bytes, progress, deps);
  }
}

/** An answer that is the first picture itself is no image: it must never pass as a result. */
async function ask(
  model: ImageModel,
  image: ClaimedImage,
  pictures: SentPictures,
  progress: Progress,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const isPhoto = recognizePhoto(pictures.current?.[0]?.bytes);
  const prompt = guidedPrompt(image.prompt, picturesToSend(image));
  const began = performance.now();
  progress.called = true;
  try {
    const answer = await model({ prompt, pictures, format: image.format, signal });
    progress.facts = { usage: answer.usage, modelVersion: answer.modelVersion, tier: answer.tier };
    progress.others = answer.others.filter(({ bytes }) => !isPhoto(bytes));
    if (isPhoto(answer.bytes)) throw new GenerationError("NO_IMAGE", "The model sent the source photo back unchanged.");
    return answer;
  } finally {
    progress.callMs = Math.round(performance.now() - began);
  }
}

/**
 * `releaseMs`: after how long to try again where a hold is in force; `neededMicros`: what a budget has no room for. `batched`: a batch
 * asks for it.
 */
type Obtained = Uint8Array | { releaseMs: number } | { neededMicros: number } | { batched: true };

/** Without a job there is nothing that could continue later. */
function overBudget({ jobId }: ClaimedImage, { neededMicros }: { neededMicros: number }): Obtained {
  if (jobId === null) throw new GenerationError("BUDGET", "The budget of the day or the month has no room for it.");
  return { neededMicros };
}

/** Stores what came back before anything decodes it. */
async function call(
  image: ClaimedImage,
  pictures: SentPictures,
  progress: Progress,
  { model, save, gate, rows, maxAttempts }: MakeImageDeps,
  signal: AbortSignal,
): Promise<Obtained> {
  const maxCalls = maxAttempts + INTERRUPTED_CALLS;
  const permit = await rows.beginCall(image, maxCalls);
  const { may, hold } = permit;
  if (hold) await gate.look();
  if (may === "budget") return overBudget(image, permit);
  if (may === "wait")
    return { releaseMs: hold.state === "READY" ? ANOTHER_FIRST_MS : Math.min(hold.waitMs, LONGEST_RELEASE_MS) };
  if (may === "lost") throw new ImageLost("Another worker has claimed the image.");
  if (may === "spent") throw new GenerationError("STOPPED", `All ${maxCalls} calls failed or were interrupted.`);
  if (image.tier === "batch") return { batched: true };
  progress.first = may === "first";
  const { bytes } = await ask(model(image.model, image.tier), image, pictures, progress, signal);
  await save(image.id, bytes);
  return bytes;
}

/** Bytes that are in the store were paid for already, by an earlier claim or before the database was restored. */
async function obtain(
  image: ClaimedImage,
  progress: Progress,
  deps: MakeImageDeps,
  signal: AbortSignal,
): Promise<Obtained> {
  const { store, holder, saveKept } = deps;
  const { unsavedBy } = image;
  const kept = await saveKept(image.id);
  if (kept) return kept;
  const sent = image.tier === "batch" ? [] : picturesToSend(image);
  const [known, ...found] = await Promise.all([
    store.get(generatedKey(image.id)),
    ...sent.map(({ key }) => (key === null ? null : store.get(key))),
  ]).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableObject)) throw cause;
    throw new GenerationError("OBJECT_UNREADABLE", cause.message, { cause });
  });
  if (known) return known;
  if (unsavedBy !== null && unsavedBy !== holder) return { releaseMs: KEPT_ELSEWHERE_MS };
  const pictures = sent.map(({ role }, index) => ({ role, bytes: found[index] ?? null }));
  return call(image, await toSentPictures(pictures), progress, deps, signal);
}

async function make(
  image: ClaimedImage,
  progress: Progress,
  deps: MakeImageDeps,
  signal: AbortSignal,
): Promise<GenerationReport> {
  const { jobId, crashes } = image;
  if (crashes >= MAX_CRASHES)
    throw new GenerationError(
      "CRASHED",
      `Working on this image failed or ended a process ${MAX_CRASHES} times. The log has more.`,
    );
  // What a batch brought is paid.
  const reuse = image.answer ? null : await deps.rows.reuse(image);
  if (reuse === "reused") return { outcome: "REUSED", jobId };
  const bytes = reuse ?? (await obtain(image, progress, deps, signal));
  if ("batched" in bytes) {
    await deps.rows.batch(image);
    return { outcome: "BATCHED", jobId };
  }
  if ("releaseMs" in bytes) {
    await deps.rows.end(image, { kind: "release", end: null, delayMs: bytes.releaseMs, blamed: false });
    return { outcome: "HELD", jobId };
  }
  if ("neededMicros" in bytes) {
    await deps.rows.end(image, { kind: "withhold", ...bytes });
    return { outcome: "HELD", jobId };
  }
  deps.bytesStored();
  const made = await inspect(image, bytes, progress, deps);
  const { callMs, facts } = progress;
  const end = { code: "COMPLETED", message: null, counted: facts, callMs, bill: billOf(image, progress, null) };
  await deps.rows.end(image, { kind: "complete", end, ...made });
  if (facts && !image.answer) await deps.gate.succeeded(callOf(image, progress));
  return { outcome: "COMPLETED", jobId, attempt: image.attempts + (facts ? 1 : 0), callMs };
}

/** How a call ended that was given up (it may be billed) or whose answer came too late to be used (it counts). */
function interrupted(image: ClaimedImage, progress: Progress, { reason }: AbortSignal): AttemptEnd | null {
  const { called, callMs, facts: counted } = progress;
  if (!called) return null;
  const message = reason instanceof Error ? reason.message : null;
  return { code: "STOPPED", message, counted, callMs, bill: billOf(image, progress, null) };
}

/**
 * Safe to run twice: an image that is finished is left alone, and bytes that are in the store already are used instead
 * of paying for others. Failures that the outcome table knows finish or reschedule the image; throws the signal's
 * reason when it is stopped, having released the image, and bugs as they are.
 */
export async function makeImage(deps: MakeImageDeps, signal: AbortSignal): Promise<GenerationReport> {
  const image = await deps.rows.claim();
  if (!image) return { outcome: "NOTHING" };
  const progress = progressOf(image);
  try {
    return await make(image, progress, deps, signal);
  } catch (error) {
    if (error instanceof GenerationError) return settleFailure(image, error, progress, deps);
    const isBug = !(error instanceof ImageLost) && !signal.aborted;
    const how = { delayMs: isBug ? AFTER_BUG_MS : 0, blamed: isBug };
    await deps.rows.end(image, { kind: "release", end: interrupted(image, progress, signal), ...how });
    await deps.gate.givenUp(callOf(image, progress));
    if (error instanceof ImageLost) return { outcome: "NOTHING" };
    throw error;
  }
}
