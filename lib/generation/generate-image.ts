import "server-only";
import type { CallRecord, ClaimedImage, ImageError, StoredImage } from "#lib/db/images.ts";
import { backoffMs, mayRetry } from "#lib/generation/backoff.ts";
import { GenerationError, type ImageModel, type ModelAnswer, type Picture } from "#lib/image-model.ts";
import { inspectPicture, NotAPicture } from "#lib/pictures/inspect.ts";
import { toModelInput } from "#lib/pictures/model-input.ts";
import { OUTCOMES } from "#lib/schemas/outcome.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { putPicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

const MAX_CLAIMS = 10;

/** The outside world of one image: the model, the store, and the rows it is recorded in. */
export type GenerateImageDeps = {
  model: ImageModel;
  store: Store;
  maxAttempts: number;
  images: {
    claim(id: string): Promise<ClaimedImage | null>;
    complete(image: ClaimedImage, stored: StoredImage, call: CallRecord | null): Promise<void>;
    fail(image: ClaimedImage, error: ImageError, call: CallRecord | null): Promise<void>;
    /** Puts the image back in the queue for a try after `delayMs`, in one transaction with its message. */
    retry(image: ClaimedImage, error: ImageError | null, call: CallRecord | null, delayMs: number): Promise<void>;
  };
};

/** How a hold of an image went, for the log. */
export type GenerationReport = {
  outcome: "COMPLETED" | "FAILED" | "RETRY" | "NOTHING";
  code?: string;
  retryInMs?: number;
};

async function readSource({ sourceKey }: ClaimedImage, store: Store): Promise<Picture> {
  const bytes = sourceKey && (await store.get(sourceKey).catch(storeFailed));
  if (!bytes) throw new GenerationError("SOURCE_MISSING", "The source photo is not in the store.");
  return toModelInput(bytes);
}

function storeFailed(cause: unknown): never {
  throw new GenerationError("STORE_FAILED", "The image store did not answer.", { cause });
}

/** Checks the model's bytes and stores them with their thumbnail. Throws BAD_IMAGE or STORE_FAILED. */
async function keep(store: Store, storageKey: string, bytes: Uint8Array): Promise<StoredImage> {
  const picture = await inspectPicture(bytes).catch((cause: unknown) => {
    if (cause instanceof NotAPicture)
      throw new GenerationError("BAD_IMAGE", "The image that came back can't be read.", { cause });
    throw cause;
  });
  const { thumbnail, ...facts } = picture;
  await putPicture(store, storageKey, { bytes, mimeType: facts.mimeType, thumbnail }).catch(storeFailed);
  return { ...facts, storageKey, bytes: bytes.byteLength };
}

/** Asks the model. An answer that is the source photo itself is no image: it must never pass as a result. */
async function ask(model: ImageModel, image: ClaimedImage, source: Picture, signal: AbortSignal): Promise<ModelAnswer> {
  const answer = await model({ prompt: image.prompt, source, signal });
  if (Buffer.compare(answer.bytes, source.bytes) === 0) {
    const { usage, modelVersion } = answer;
    throw new GenerationError("NO_IMAGE", "The model sent the source photo back unchanged.", {
      facts: { usage, modelVersion },
    });
  }
  return answer;
}

async function settleFailure(
  image: ClaimedImage,
  error: GenerationError,
  answered: CallRecord | null,
  deps: GenerateImageDeps,
): Promise<GenerationReport> {
  const { code, message, facts = answered, retryAfterMs } = error;
  const call: CallRecord | null = OUTCOMES[code].counted ? (facts ?? { usage: null, modelVersion: null }) : null;
  const attempts = image.attempts + (call ? 1 : 0);
  const recorded = { errorCode: code, errorMessage: message };
  if (!mayRetry(code, attempts, deps.maxAttempts)) {
    await deps.images.fail(image, recorded, call);
    return { outcome: "FAILED", code };
  }
  const retryInMs = retryAfterMs ?? backoffMs(code, image.claims);
  await deps.images.retry(image, recorded, call, retryInMs);
  return { outcome: "RETRY", code, retryInMs };
}

/**
 * Makes one image, from its queue message to its row. Safe to run twice: an image that has ended is left alone, and bytes
 * that are in the store already are taken up instead of paying for others. Failures that the outcome table knows end or
 * reschedule the image; throws the signal's reason when it is stopped, having handed the image back, and bugs as they are.
 */
export async function generateImage(
  imageId: string,
  deps: GenerateImageDeps,
  signal: AbortSignal,
): Promise<GenerationReport> {
  const image = await deps.images.claim(imageId);
  if (!image) return { outcome: "NOTHING" };
  const key = generatedKey(image.id);
  let call: CallRecord | null = null;
  try {
    if (image.claims > MAX_CLAIMS)
      throw new GenerationError("CRASHED", `The process ended ${MAX_CLAIMS} times while working on this image.`);
    const stored = image.claims > 1 ? await deps.store.get(key).catch(storeFailed) : null;
    if (stored) {
      await deps.images.complete(image, await keep(deps.store, key, stored), null);
      return { outcome: "COMPLETED" };
    }
    const source = await readSource(image, deps.store);
    const { bytes, usage, modelVersion } = await ask(deps.model, image, source, signal);
    call = { usage, modelVersion };
    await deps.images.complete(image, await keep(deps.store, key, bytes), call);
    return { outcome: "COMPLETED" };
  } catch (error) {
    if (error instanceof GenerationError) return settleFailure(image, error, call, deps);
    if (signal.aborted) await deps.images.retry(image, null, null, 0);
    throw error;
  }
}
