import "server-only";
import { db } from "#lib/db/client.ts";
import { type Idempotency, onceByKey } from "#lib/db/idempotency.ts";
import { describeSelection, findAlreadyMade, findEligible, findMissingValues } from "#lib/db/products/selection.ts";
import { findFirstSkipped, planJob, settleLast } from "#lib/generation/plan-job.ts";
import { emptyFields, emptyVariables, loadPrompt, promptFor } from "#lib/generation/prompts.ts";
import { writeJob } from "#lib/generation/start-job.ts";
import {
  type BulkGenerateRequest,
  type BulkGenerateResponse,
  type BulkPreviewRequest,
  type BulkPreviewResponse,
  bulkGenerateResponseSchema,
  MAX_PREVIEW_PRODUCTS,
  selectionOf,
} from "#lib/schemas/bulk-generate.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const PROMPTS_SHOWN = 3;

/**
 * In one transaction; of a job of more than 100 the images are written out afterwards. Throws a 422 `AppError` where
 * no product has the variant, where they are too many or the prompt can't be filled.
 */
export function startBulkGeneration(
  request: BulkGenerateRequest,
  idempotency: Idempotency | null,
): Promise<BulkGenerateResponse> {
  return onceByKey(idempotency, {
    prepare: () => planJob(request),
    write: writeJob,
    parse: (stored) => bulkGenerateResponseSchema.parse(stored),
  });
}

export async function previewBulkGeneration(request: BulkPreviewRequest): Promise<BulkPreviewResponse> {
  const { variant, imageTypeId, promptFor: only } = request;
  const selection = await settleLast(selectionOf(request));
  const [{ plan, text }, facts] = await Promise.all([loadPrompt(request), describeSelection(db, selection, variant)]);
  const same = { imageTypeId, variant, prompt: text };
  const [sources, shown, made, skipped, missingValues] = await Promise.all([
    findEligible(db, selection, variant, { limit: MAX_PREVIEW_PRODUCTS }),
    only ? findEligible(db, selection, variant, { limit: 1, productId: only }) : null,
    findAlreadyMade(selection, same, MAX_PREVIEW_PRODUCTS),
    findFirstSkipped(db, selection, variant, facts),
    findMissingValues(db, selection, variant, { fields: emptyFields(plan, facts), limit: MAX_PREVIEW_PRODUCTS }),
  ]);
  return {
    totalImages: facts.eligible,
    ...skipped,
    prompts: (shown ?? sources.slice(0, PROMPTS_SHOWN)).map((source) => ({
      productId: source.productId,
      prompt: promptFor(plan, source),
    })),
    emptyVariables: emptyVariables(plan, facts),
    missingValues,
    sources: sources.map(({ productId, title, storageKey }) => ({
      productId,
      title,
      thumbnailUrl: fileUrl(thumbnailKey(storageKey)),
    })),
    alreadyMade: made.first,
    alreadyMadeCount: made.count,
  };
}
