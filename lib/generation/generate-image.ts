import "server-only";
import { createHash } from "node:crypto";
import type { ClaimedImage, StoredImage, Try } from "#lib/db/image-work.ts";
import type { Gate } from "#lib/generation/gate.ts";
import { mayRetry, retryDelayMs } from "#lib/generation/retry-rules.ts";
import {
  type CallFacts,
  GenerationError,
  type ImageModel,
  type ModelAnswer,
  type Picture,
  type SourcePicture,
} from "#lib/image-model.ts";
import { inspectPicture, NotAPicture } from "#lib/pictures/inspect.ts";
import { toModelInput } from "#lib/pictures/model-input.ts";
import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { putPicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

const MAX_CRASHES = 10;

/** The rows of one image. `complete`, `fail`, `stopJob` and `retry` end its message in the same transaction. */
export type ImageRows = {
  claim(): Promise<ClaimedImage | null>;
  complete(image: ClaimedImage, stored: StoredImage, made: Try): Promise<void>;
  fail(image: ClaimedImage, failure: Try): Promise<void>;
  /** Fails the image and cancels all others of its job. */
  stopJob(image: ClaimedImage, failure: Try): Promise<void>;
  /** Puts the image back for a further try after `delayMs`. */
  retry(image: ClaimedImage, failure: Try, delayMs: number): Promise<void>;
  /** Puts the image back untried. */
  release(image: ClaimedImage): Promise<void>;
  countTries(image: ClaimedImage, code: string): Promise<number>;
};

/** The outside world of one image. The store and the rows are expected to outlast an outage by themselves. */
export type GenerateImageDeps = {
  model: ImageModel;
  store: Store;
  gate: Pick<Gate, "look" | "refused" | "succeeded">;
  rows: ImageRows;
  maxAttempts: number;
};

/** How a hold of an image went, for the log. */
export type GenerationReport = {
  outcome: "COMPLETED" | "FAILED" | "STOPPED_JOB" | "RETRY" | "HELD" | "NOTHING";
  jobId?: string | null;
  code?: OutcomeCode;
  attempt?: number;
  callMs?: number | null;
  retryInMs?: number;
};

/** What is known of this try so far. */
type Progress = { startedAt: Date; callMs: number | null; facts: CallFacts | null };

function fingerprint(bytes: Uint8Array = new Uint8Array()): { length: number; sha256: string } {
  return { length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

async function readSource({ sourceKey }: ClaimedImage, store: Store): Promise<Picture> {
  const bytes = sourceKey && (await store.get(sourceKey));
  if (!bytes) throw new GenerationError("SOURCE_MISSING", "The source photo is not in the store.");
  return toModelInput(bytes);
}

/** Checks the model's bytes and stores them with their thumbnail. Throws BAD_IMAGE. */
async function keep(store: Store, storageKey: string, bytes: Uint8Array): Promise<StoredImage> {
  const picture = await inspectPicture(bytes).catch((cause: unknown) => {
    if (cause instanceof NotAPicture)
      throw new GenerationError("BAD_IMAGE", "The image that came back can't be read.", { cause });
    throw cause;
  });
  const { thumbnail, ...facts } = picture;
  await putPicture(store, storageKey, { bytes, mimeType: facts.mimeType, thumbnail });
  return { ...facts, storageKey, bytes: bytes.byteLength };
}

/** Asks the model. An answer that is the source photo itself is no image: it must never pass as a result. */
async function ask(
  model: ImageModel,
  { prompt }: ClaimedImage,
  source: SourcePicture,
  progress: Progress,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const sent = fingerprint(source.current?.bytes);
  const began = performance.now();
  try {
    const answer = await model({ prompt, source, signal });
    progress.facts = { usage: answer.usage, modelVersion: answer.modelVersion };
    if (answer.bytes.length === sent.length && fingerprint(answer.bytes).sha256 === sent.sha256)
      throw new GenerationError("NO_IMAGE", "The model sent the source photo back unchanged.");
    return answer;
  } finally {
    progress.callMs = Math.round(performance.now() - began);
  }
}

async function settleFailure(
  image: ClaimedImage,
  { code, message, facts, retryAfterMs }: GenerationError,
  { startedAt, callMs, facts: answered }: Progress,
  { gate, rows, maxAttempts }: GenerateImageDeps,
): Promise<GenerationReport> {
  const { counted, others } = OUTCOMES[code];
  const cost = counted ? (facts ?? answered ?? { usage: null, modelVersion: null }) : null;
  const failure: Try = { code, message, counted: cost, startedAt, callMs };
  const attempt = image.attempts + (counted ? 1 : 0);
  const report = { jobId: image.jobId, code, attempt, callMs };
  if (others === "wait") {
    const retryInMs = await gate.refused(code, retryAfterMs);
    await rows.retry(image, failure, 0);
    return { outcome: "HELD", retryInMs, ...report };
  }
  if (others === "stop") {
    await rows.stopJob(image, failure);
    return { outcome: "STOPPED_JOB", ...report };
  }
  const sameCode = (await rows.countTries(image, code)) + 1;
  if (!mayRetry(code, { counted: attempt, sameCode }, maxAttempts)) {
    await rows.fail(image, failure);
    return { outcome: "FAILED", ...report };
  }
  const retryInMs = retryAfterMs ?? retryDelayMs(attempt);
  await rows.retry(image, failure, retryInMs);
  return { outcome: "RETRY", retryInMs, ...report };
}

/** The model's bytes: those in the store where an earlier hold of the image paid for them, else from a call. Null in a hold. */
async function obtain(
  image: ClaimedImage,
  progress: Progress,
  { model, store, gate }: GenerateImageDeps,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const known = image.claims > 1 ? await store.get(generatedKey(image.id)) : null;
  if (known) return known;
  const source = { current: await readSource(image, store) };
  if (await gate.look()) return null;
  return (await ask(model, image, source, progress, signal)).bytes;
}

async function make(
  image: ClaimedImage,
  progress: Progress,
  deps: GenerateImageDeps,
  signal: AbortSignal,
): Promise<GenerationReport> {
  const { id, jobId, attempts, crashes } = image;
  if (crashes >= MAX_CRASHES)
    throw new GenerationError("CRASHED", `The process ended ${MAX_CRASHES} times while working on this image.`);
  const bytes = await obtain(image, progress, deps, signal);
  if (!bytes) {
    await deps.rows.release(image);
    return { outcome: "HELD", jobId };
  }
  const stored = await keep(deps.store, generatedKey(id), bytes);
  const { startedAt, callMs, facts } = progress;
  await deps.rows.complete(image, stored, { code: "COMPLETED", message: null, counted: facts, startedAt, callMs });
  if (facts) await deps.gate.succeeded();
  return { outcome: "COMPLETED", jobId, attempt: attempts + (facts ? 1 : 0), callMs };
}

/**
 * Makes one image, from its queue message to its row. Safe to run twice: an image that has ended is left alone, and bytes
 * that are in the store already are taken up instead of paying for others. Failures that the outcome table knows end or
 * reschedule the image; throws the signal's reason when it is stopped, having handed the image back, and bugs as they are.
 */
export async function generateImage(deps: GenerateImageDeps, signal: AbortSignal): Promise<GenerationReport> {
  const image = await deps.rows.claim();
  if (!image) return { outcome: "NOTHING" };
  const progress: Progress = { startedAt: new Date(), callMs: null, facts: null };
  try {
    return await make(image, progress, deps, signal);
  } catch (error) {
    if (error instanceof GenerationError) return settleFailure(image, error, progress, deps);
    if (signal.aborted) await deps.rows.release(image);
    throw error;
  }
}
