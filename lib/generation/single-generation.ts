import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { type Idempotency, onceByKey } from "#lib/db/idempotency.ts";
import { findImage, findProgress } from "#lib/db/images/read.ts";
import { STORE_HOLD } from "#lib/db/jobs/holds.ts";
import { readWaits, type WaitOf } from "#lib/db/jobs/waits.ts";
import { type BestSource, findBestSource, findSource } from "#lib/db/products/best-source.ts";
import { findTitles } from "#lib/db/products/read.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { priceCall } from "#lib/generation/bill.ts";
import { refuseOverBudget } from "#lib/generation/budget.ts";
import { loadPlainPrompt, plainShot } from "#lib/generation/plan-job.ts";
import { type LoadedPrompt, unknownIn } from "#lib/generation/prompts.ts";
import { SharedLook } from "#lib/generation/shared-look.ts";
import { startSingle } from "#lib/generation/start-job.ts";
import { once } from "#lib/once.ts";
import type { GeneratedImage, GenerateImageRequest } from "#lib/schemas/image.ts";
import { isImageInProgress } from "#lib/schemas/image-state.ts";
import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";

const LOOK_EVERY_MS = 200;
const LONGEST_HOLD_MS = 60_000;
const NOTHING_STARTED = "Nothing was started. Send the request again after the time in Retry-After.";
const startedSchema = z.object({ imageId: z.string() });

/** The photo named, else the largest of the variant. */
async function chooseSource({ productId, sourceImageId, variant = "MAIN" }: GenerateImageRequest): Promise<BestSource> {
  if (sourceImageId) {
    const source = await findSource(sourceImageId);
    if (source?.productId !== productId) throw unknownIn("sourceImageId", "source image of this product");
    return source;
  }
  const source = await findBestSource(productId, variant);
  if (source) return source;
  if (!(await findTitles([productId])).has(productId)) throw unknownIn("productId", "product");
  const message = `The product has no ${variant} photo.`;
  throw new AppError("unprocessable", message, { fields: [{ path: "variant", message }] });
}

function toCode(code: string | null, otherwise: OutcomeCode): OutcomeCode {
  return code !== null && code in OUTCOMES ? (code as OutcomeCode) : otherwise;
}

function toError({ errorCode, errorMessage, jobId }: GeneratedImage): AppError {
  const code = toCode(errorCode, "CANCELLED");
  return new AppError(
    code,
    `${errorMessage ?? "The image was not generated."} ${OUTCOMES[code].advice} (job ${jobId})`,
  );
}

/**
 * Throws a 429 or 503 `AppError` where a hold of the model is in force that lasts longer than `patienceMs`, and a 402 one where the
 * job waits for a budget.
 */
function refuseInHold(
  waitOf: WaitOf,
  { model, jobId }: { model: string; jobId: string | null },
  patienceMs: number,
  aftermath: string,
): void {
  const { holdId, waitMs, waitingReason, waitingMessage } = waitOf({
    status: "QUEUED",
    model,
    tier: "standard",
    id: jobId,
  });
  if (waitingReason === "BUDGET") throw new AppError("BUDGET", `${waitingMessage ?? ""} ${aftermath}`.trim());
  if (holdId === null || waitMs <= patienceMs) return;
  const reason = toCode(waitingReason, holdId === STORE_HOLD ? "STORE_FAILED" : "RATE_LIMITED");
  const code = OUTCOMES[reason].hold?.series === "unreachable" ? "UNREACHABLE" : reason;
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const sentences = [`${OUTCOMES[reason].label}.`, waitingMessage, aftermath].filter(Boolean);
  throw new AppError(code, sentences.join(" "), { retryAfterSeconds });
}

const looks = () =>
  once("single-image-looks", () => {
    const look = (ids: string[]) => Promise.all([findProgress(ids), readWaits()]);
    return new SharedLook(look, LOOK_EVERY_MS);
  });

/** Until the image has ended or the caller leaves; a short hold is waited for. */
async function waitFor(imageId: string, signal: AbortSignal): Promise<GeneratedImage> {
  const { GEMINI_TIMEOUT_MS, GENERATION_MAX_ATTEMPTS } = env();
  const deadline = Date.now() + GEMINI_TIMEOUT_MS * GENERATION_MAX_ATTEMPTS;
  while (Date.now() < deadline) {
    const [progress, waitOf] = await looks().next(imageId);
    signal.throwIfAborted();
    const task = progress.get(imageId);
    if (task && isImageInProgress(task)) {
      refuseInHold(waitOf, task, LONGEST_HOLD_MS, `The image remains in the queue (job ${task.jobId}).`);
      continue;
    }
    const image = await findImage(imageId);
    if (!image) throw new AppError("not_found", "The image was deleted.");
    if (image.status === "COMPLETED") return image;
    throw toError(image);
  }
  throw new AppError("TIMEOUT", "The image is still in the queue. Follow its progress on the job's page.");
}

/** A caller that leaves does not stop it. Throws an `AppError` that says why there is no image. */
export async function generateSingleImage(
  request: GenerateImageRequest,
  idempotency: Idempotency | null,
  signal: AbortSignal,
): Promise<GeneratedImage> {
  const { imageId } = await start(request, idempotency);
  return waitFor(imageId, signal);
}

/** Throws a 402, 429 or 503 `AppError` where the image could not be made soon. */
async function refuseUnaffordable(
  tx: Transaction,
  waitOf: WaitOf,
  model: string,
  { prompt, variant }: { prompt: LoadedPrompt; variant: string },
): Promise<void> {
  refuseInHold(waitOf, { model, jobId: null }, 0, NOTHING_STARTED);
  const asked = { imageSize: plainShot(variant, prompt).imageSize, pictures: 1, characters: prompt.text.length };
  await refuseOverBudget(tx, { jobId: null, model }, priceCall(model, asked));
}

function start(request: GenerateImageRequest, idempotency: Idempotency | null): Promise<{ imageId: string }> {
  return onceByKey(idempotency, {
    async prepare() {
      const [prompt, source, waitOf] = await Promise.all([
        loadPlainPrompt(request),
        chooseSource(request),
        readWaits(),
      ]);
      return { prompt, source, waitOf };
    },
    async write(tx, { prompt, source, waitOf }) {
      const { reuse = true, model = (await currentModel(tx)).model } = request;
      const { imageId, reused } = await startSingle(tx, { prompt, source, model, reuse });
      if (!reused) await refuseUnaffordable(tx, waitOf, model, { prompt, variant: source.variant });
      return { imageId };
    },
    parse: (stored) => startedSchema.parse(stored),
  });
}
