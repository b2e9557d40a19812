import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { onceByKey } from "#lib/db/idempotency.ts";
import { findImage } from "#lib/db/images.ts";
import { type BestSource, findBestSourceImages, findSource, findTitles } from "#lib/db/products.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { loadPrompt, unknownIn } from "#lib/generation/load-prompt.ts";
import { idempotencyOf, startJob } from "#lib/generation/start-job.ts";
import { wakeWorker } from "#lib/queue/boss.ts";
import { PRIORITY } from "#lib/queue/queues.ts";
import type { GeneratedImage, GenerateImageRequest } from "#lib/schemas/image.ts";
import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";

const POLL_MS = 200;
const startedSchema = z.object({ imageId: z.string() });

/** The photo to send: the one named, else the largest of the slot (MAIN where none is named). */
async function chooseSource({ productId, sourceImageId, variant = "MAIN" }: GenerateImageRequest): Promise<BestSource> {
  if (sourceImageId) {
    const source = await findSource(sourceImageId);
    if (source?.productId !== productId) throw unknownIn("sourceImageId", "source image of this product");
    return source;
  }
  const [source] = await findBestSourceImages([productId], variant);
  if (source) return source;
  if (!(await findTitles([productId])).has(productId)) throw unknownIn("productId", "product");
  const message = `The product has no ${variant} photo.`;
  throw new AppError("unprocessable", message, { fields: [{ path: "variant", message }] });
}

function toError({ errorCode, errorMessage, jobId }: GeneratedImage): AppError {
  const code: OutcomeCode = errorCode !== null && errorCode in OUTCOMES ? (errorCode as OutcomeCode) : "CANCELLED";
  return new AppError(code, `${errorMessage ?? "The image was not made."} ${OUTCOMES[code].advice} (job ${jobId})`);
}

/** Waits until an image has ended or the caller leaves. */
async function waitFor(imageId: string, signal: AbortSignal): Promise<GeneratedImage> {
  const { GEMINI_TIMEOUT_MS, GENERATION_MAX_ATTEMPTS } = env();
  const deadline = Date.now() + GEMINI_TIMEOUT_MS * GENERATION_MAX_ATTEMPTS;
  while (Date.now() < deadline) {
    const image = await findImage(imageId);
    if (!image) throw new AppError("not_found", "The image was deleted.");
    if (image.status === "COMPLETED") return image;
    if (image.status === "FAILED" || image.status === "CANCELLED") throw toError(image);
    await sleep(POLL_MS, undefined, { signal });
  }
  throw new AppError("TIMEOUT", "The image is still in the queue: see its job for how it goes on.");
}

/**
 * Makes one image as a job of its own, ahead of bulk work, and waits for it. A caller that leaves does not stop it.
 * Throws an `AppError` that says why there is no image.
 */
export async function generateSingleImage(
  request: GenerateImageRequest,
  key: string | null,
  signal: AbortSignal,
): Promise<GeneratedImage> {
  const { imageId } = await onceByKey(idempotencyOf(key, "single", request), {
    async prepare() {
      const [prompt, source] = await Promise.all([loadPrompt(request), chooseSource(request)]);
      return { prompt, source };
    },
    async write(tx, { prompt, source }) {
      const { imageIds } = await startJob(tx, {
        variant: source.variant,
        sources: [source],
        prompt,
        priority: PRIORITY.single,
      });
      return startedSchema.parse({ imageId: imageIds[0] });
    },
    parse: (stored) => startedSchema.parse(stored),
  });
  await wakeWorker("generate-image");
  return waitFor(imageId, signal);
}
