import "server-only";
import { db } from "#lib/db/client.ts";
import { findSkippedShots, seeShots } from "#lib/db/jobs/wanted.ts";
import { describeSelection, findAlreadyMade, findEligible, findMissingValues } from "#lib/db/products/selection.ts";
import { previewEstimate, wantedOf } from "#lib/generation/estimate.ts";
import { budgetOf, loadPlainPrompt, plainShot, planJob, settleLast } from "#lib/generation/plan-job.ts";
import { emptyFields, emptyVariables, promptFor } from "#lib/generation/prompts.ts";
import {
  type BulkPreviewRequest,
  type BulkPreviewResponse,
  type JobPreview,
  type JobRequest,
  MAX_PREVIEW_PRODUCTS,
  MAX_SHOT_PRODUCTS,
  MAX_SKIPPED_SHOWN,
  selectionOf,
} from "#lib/schemas/bulk-generate.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const PROMPTS_SHOWN = 3;

/** Creates nothing. Throws a 422 `AppError` that names the problems of every shot. */
export async function previewJob(request: JobRequest): Promise<JobPreview> {
  const plan = await planJob(request);
  const { shots: seen, unknown } = await seeShots(db, plan, MAX_SHOT_PRODUCTS);
  const skippedCount = seen.reduce((sum, { skipped }) => sum + skipped, unknown);
  const shots = plan.shots.map(({ name, variant, targetVariant, candidates, prompt }, index) => {
    const { products = 0, skipped = 0, first = [] } = seen[index] ?? {};
    return {
      name,
      variant,
      targetVariant,
      products,
      images: products * candidates,
      skippedCount: skipped,
      first: first.map((source) => ({
        productId: source.productId,
        title: source.title,
        thumbnailUrl: fileUrl(thumbnailKey(source.storageKey)),
        prompt: promptFor(prompt.plan, source),
      })),
    };
  });
  const wanted = plan.shots.map((shot, index) => wantedOf(shot, shots[index]?.images ?? 0));
  const [skipped, estimate] = await Promise.all([
    skippedCount === 0 ? [] : findSkippedShots(db, plan, MAX_SKIPPED_SHOWN),
    previewEstimate(wanted, plan.budgetMicros),
  ]);
  const totalImages = shots.reduce((sum, { images }) => sum + images, 0);
  return { totalImages, shots, skipped, skippedCount, estimate };
}

/** The same for a job of one plain shot. */
export async function previewBulkGeneration(request: BulkPreviewRequest): Promise<BulkPreviewResponse> {
  const { variant, imageTypeId, promptFor: only } = request;
  const selection = await settleLast(selectionOf(request));
  const [prompt, facts] = await Promise.all([loadPlainPrompt(request), describeSelection(db, selection, variant)]);
  const { plan, text } = prompt;
  const wanted = "productIds" in selection ? selection.productIds.length : facts.found;
  const skippedCount = wanted - facts.eligible;
  const wish = { selection, shots: [{ variant, targetVariant: variant, candidates: 1 }], onlyMissing: false };
  const same = { imageTypeId, variant, prompt: text };
  const [sources, shown, made, skipped, missingValues, estimate] = await Promise.all([
    findEligible(db, selection, variant, { limit: MAX_PREVIEW_PRODUCTS }),
    only ? findEligible(db, selection, variant, { limit: 1, productId: only }) : null,
    findAlreadyMade(selection, same, MAX_PREVIEW_PRODUCTS),
    skippedCount === 0 ? [] : findSkippedShots(db, wish, MAX_SKIPPED_SHOWN),
    findMissingValues(db, selection, variant, { fields: emptyFields(plan, facts), limit: MAX_PREVIEW_PRODUCTS }),
    previewEstimate([wantedOf(plainShot(variant, prompt), facts.eligible)], budgetOf(request)),
  ]);
  return {
    totalImages: facts.eligible,
    skipped: skipped.map(({ productId, title, reason }) => ({ productId, title, reason })),
    skippedCount,
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
    estimate,
  };
}
