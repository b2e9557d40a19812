import "server-only";
import { onceByKey } from "#lib/db/idempotency.ts";
import { describeSelection, findAlreadyMade, findEligible, findSkipped } from "#lib/db/selection.ts";
import { AppError } from "#lib/errors.ts";
import { loadPrompt } from "#lib/generation/load-prompt.ts";
import { renderPrompt } from "#lib/generation/prompt.ts";
import { emptyVariables, promptFor } from "#lib/generation/prompt-plan.ts";
import { despiteDeletions, idempotencyOf, startJob, startLargeJob } from "#lib/generation/start-job.ts";
import { wake } from "#lib/queue/consume.ts";
import {
  type BulkGenerateRequest,
  type BulkGenerateResponse,
  type BulkPreviewRequest,
  type BulkPreviewResponse,
  bulkGenerateResponseSchema,
  MAX_IMAGES_AT_ONCE,
  MAX_IMAGES_PER_JOB,
  MAX_PREVIEW_PRODUCTS,
  MAX_SKIPPED_SHOWN,
  type Selection,
  selectionOf,
} from "#lib/schemas/bulk-generate.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const PROMPTS_SHOWN = 3;

function refuse(path: string, message: string): AppError {
  return new AppError("unprocessable", message, { fields: [{ path, message }] });
}

/** Who is left out, with the reason: the first of them, and how many there are. */
async function leftOut(
  selection: Selection,
  variant: string,
  facts: { found: number; eligible: number },
): Promise<Pick<BulkPreviewResponse, "skipped" | "skippedCount">> {
  const wanted = "productIds" in selection ? selection.productIds.length : facts.found;
  const skippedCount = wanted - facts.eligible;
  if (skippedCount === 0) return { skipped: [], skippedCount };
  const first = await findSkipped(selection, variant, MAX_SKIPPED_SHOWN);
  const skipped = first.map(({ productId, title }) => ({
    productId,
    title,
    reason: title === null ? ("PRODUCT_NOT_FOUND" as const) : ("NO_SOURCE_IMAGE" as const),
  }));
  return { skipped, skippedCount };
}

/**
 * Records a job with one image per selected product that has the variant, and queues them, all in one transaction; of a
 * job of more than 10,000 the images are written out afterwards. Throws a 422 `AppError` where no product has the variant,
 * where they are too many or the prompt can't be filled; then nothing is left behind.
 */
export function startBulkGeneration(request: BulkGenerateRequest, key: string | null): Promise<BulkGenerateResponse> {
  return despiteDeletions(() => start(request, key));
}

async function start(request: BulkGenerateRequest, key: string | null): Promise<BulkGenerateResponse> {
  const { variant } = request;
  const selection = selectionOf(request);
  const started = await onceByKey(idempotencyOf(key, "bulk", request), {
    async prepare() {
      const [prompt, facts] = await Promise.all([loadPrompt(request), describeSelection(selection, variant)]);
      const { eligible } = facts;
      if (eligible === 0) throw refuse("variant", `None of the selected products has a ${variant} photo.`);
      if (eligible > MAX_IMAGES_PER_JOB)
        throw refuse("selection", `A job makes at most ${MAX_IMAGES_PER_JOB.toLocaleString("en")} images.`);
      const isLarge = eligible > MAX_IMAGES_AT_ONCE;
      const sources = isLarge ? null : await findEligible(selection, variant, MAX_IMAGES_AT_ONCE);
      return { prompt, sources, ...(await leftOut(selection, variant, facts)) };
    },
    async write(tx, { prompt, sources, skipped, skippedCount }) {
      const { jobId, totalImages } = sources
        ? await startJob(tx, { variant, sources, prompt, ahead: false })
        : await startLargeJob(tx, { variant, selection, prompt });
      return {
        jobId,
        totalImages,
        skipped: skipped.map(({ productId, reason }) => ({ productId, reason })),
        skippedCount,
      };
    },
    parse: (stored) => bulkGenerateResponseSchema.parse(stored),
  });
  wake("fill-job");
  wake("generate-image");
  return started;
}

/** What `startBulkGeneration` would make of the same request. Makes nothing. */
export async function previewBulkGeneration(request: BulkPreviewRequest): Promise<BulkPreviewResponse> {
  const { variant, imageTypeId, promptFor: only } = request;
  const selection = selectionOf(request);
  const [{ plan }, facts] = await Promise.all([loadPrompt(request), describeSelection(selection, variant)]);
  const same = { imageTypeId, variant, prompt: renderPrompt(plan.text, plan.fixed) };
  const [sources, shown, made, skipped] = await Promise.all([
    findEligible(selection, variant, MAX_PREVIEW_PRODUCTS),
    only ? findEligible(selection, variant, 1, only) : null,
    findAlreadyMade(selection, same, MAX_PREVIEW_PRODUCTS),
    leftOut(selection, variant, facts),
  ]);
  return {
    totalImages: facts.eligible,
    ...skipped,
    prompts: (shown ?? sources.slice(0, PROMPTS_SHOWN)).map((source) => ({
      productId: source.productId,
      prompt: promptFor(plan, source),
    })),
    emptyVariables: emptyVariables(plan, facts),
    sources: sources.map(({ productId, title, storageKey }) => ({
      productId,
      title,
      thumbnailUrl: fileUrl(thumbnailKey(storageKey)),
    })),
    alreadyMade: made.first,
    alreadyMadeCount: made.count,
  };
}
