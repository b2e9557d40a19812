import "server-only";
import { onceByKey } from "#lib/db/idempotency.ts";
import { findAlreadyMade } from "#lib/db/images.ts";
import { type BestSource, findBestSourceImages, findTitles } from "#lib/db/products.ts";
import { AppError } from "#lib/errors.ts";
import { loadPrompt } from "#lib/generation/load-prompt.ts";
import { emptyVariables, promptFor } from "#lib/generation/prompt-plan.ts";
import { idempotencyOf, startJob } from "#lib/generation/start-job.ts";
import { wake } from "#lib/queue/consume.ts";
import {
  type BulkGenerateRequest,
  type BulkGenerateResponse,
  type BulkPreviewRequest,
  type BulkPreviewResponse,
  bulkGenerateResponseSchema,
  MAX_PREVIEW_PRODUCTS,
} from "#lib/schemas/bulk-generate.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const PROMPTS_SHOWN = 3;

type SkippedProduct = BulkPreviewResponse["skipped"][number];

/** Splits the products into the photos that would be sent and those left out, with the reason. */
async function chooseSources(
  productIds: string[],
  variant: string,
): Promise<{ sources: BestSource[]; skipped: SkippedProduct[] }> {
  const sources = await findBestSourceImages(productIds, variant);
  const eligible = new Set(sources.map(({ productId }) => productId));
  const left = productIds.filter((id) => !eligible.has(id));
  const titles = await findTitles(left);
  const skipped = left.map((productId): SkippedProduct => {
    const title = titles.get(productId) ?? null;
    return { productId, reason: title === null ? "PRODUCT_NOT_FOUND" : "NO_SOURCE_IMAGE", title };
  });
  return { sources, skipped };
}

function noneHas(variant: string): AppError {
  const message = `None of the selected products has a ${variant} photo.`;
  return new AppError("unprocessable", message, { fields: [{ path: "variant", message }] });
}

/**
 * Records a job with one image per product that has the variant and queues them, all in one transaction. Throws a 422
 * `AppError` where none has it or the prompt can't be filled; then nothing is left behind.
 */
export async function startBulkGeneration(
  request: BulkGenerateRequest,
  key: string | null,
): Promise<BulkGenerateResponse> {
  const { variant } = request;
  const started = await onceByKey(idempotencyOf(key, "bulk", request), {
    async prepare() {
      const [prompt, chosen] = await Promise.all([loadPrompt(request), chooseSources(request.productIds, variant)]);
      if (chosen.sources.length === 0) throw noneHas(variant);
      return { prompt, ...chosen };
    },
    async write(tx, { prompt, sources, skipped }) {
      const { jobId, imageIds } = await startJob(tx, { variant, sources, prompt, ahead: false });
      return {
        jobId,
        totalImages: imageIds.length,
        skipped: skipped.map(({ productId, reason }) => ({ productId, reason })),
      };
    },
    parse: (stored) => bulkGenerateResponseSchema.parse(stored),
  });
  wake("generate-image");
  return started;
}

/** What `startBulkGeneration` would make of the same request. Makes nothing. */
export async function previewBulkGeneration(request: BulkPreviewRequest): Promise<BulkPreviewResponse> {
  const { productIds, variant, imageTypeId } = request;
  const [{ plan }, { sources, skipped }] = await Promise.all([loadPrompt(request), chooseSources(productIds, variant)]);
  const filled = sources.map((source) => ({ productId: source.productId, prompt: promptFor(plan, source) }));
  const made = new Set(await findAlreadyMade(imageTypeId, variant, filled));
  const named = sources.map(({ productId, title, storageKey }) => ({
    productId,
    title,
    thumbnailUrl: fileUrl(thumbnailKey(storageKey)),
  }));
  return {
    totalImages: sources.length,
    skipped,
    prompts: request.promptFor
      ? filled.filter(({ productId }) => productId === request.promptFor)
      : filled.slice(0, PROMPTS_SHOWN),
    emptyVariables: emptyVariables(plan, sources),
    sources: named.slice(0, MAX_PREVIEW_PRODUCTS),
    alreadyMade: named
      .filter(({ productId }) => made.has(productId))
      .slice(0, MAX_PREVIEW_PRODUCTS)
      .map(({ productId, title }) => ({ productId, title })),
    alreadyMadeCount: made.size,
  };
}
