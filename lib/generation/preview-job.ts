import "server-only";
import { db } from "#lib/db/client.ts";
import { findSkippedShots, seeShots } from "#lib/db/jobs/wanted.ts";
import { describeSelection, findAlreadyMade, findEligible, findMissingValues } from "#lib/db/products/selection.ts";
import { previewEstimate, wantedOf } from "#lib/generation/estimate.ts";
import { countExisting } from "#lib/generation/existing.ts";
import { type JobPlan, loadPlainPrompt, plainJobOf, planJob, settleLast } from "#lib/generation/plan-job.ts";
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

const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

/** What a job costs beyond the images that exist. `images`: of each shot. */
async function estimateRest(plan: JobPlan, images: number[]) {
  const existing = await countExisting(plan, sum(images));
  const reused = (plan.reuse && existing) || [];
  const wanted = plan.shots.map((shot, index) =>
    wantedOf(shot, (images[index] ?? 0) - (reused[index] ?? 0), plan.model),
  );
  return {
    existing: existing && sum(existing),
    estimate: await previewEstimate(wanted, plan.tier.tier, plan.budgetMicros),
  };
}

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
  const images = shots.map((shot) => shot.images);
  const [skipped, { existing, estimate }] = await Promise.all([
    skippedCount === 0 ? [] : findSkippedShots(db, plan, MAX_SKIPPED_SHOWN),
    estimateRest(plan, images),
  ]);
  return { totalImages: sum(images), shots, skipped, skippedCount, existing, estimate };
}

/** The same for a job of one plain shot. */
export async function previewBulkGeneration(request: BulkPreviewRequest): Promise<BulkPreviewResponse> {
  const { variant, imageTypeId, promptFor: only } = request;
  const selection = await settleLast(selectionOf(request));
  const [prompt, facts] = await Promise.all([loadPlainPrompt(request), describeSelection(db, selection, variant)]);
  const { plan, text } = prompt;
  const wanted = "productIds" in selection ? selection.productIds.length : facts.found;
  const skippedCount = wanted - facts.eligible;
  const job = await plainJobOf(request, selection, prompt);
  const same = { imageTypeId, variant, prompt: text };
  const [sources, shown, made, skipped, missingValues, rest] = await Promise.all([
    findEligible(db, selection, variant, { limit: MAX_PREVIEW_PRODUCTS }),
    only ? findEligible(db, selection, variant, { limit: 1, productId: only }) : null,
    findAlreadyMade(selection, same, MAX_PREVIEW_PRODUCTS),
    skippedCount === 0 ? [] : findSkippedShots(db, job, MAX_SKIPPED_SHOWN),
    findMissingValues(db, selection, variant, { fields: emptyFields(plan, facts), limit: MAX_PREVIEW_PRODUCTS }),
    estimateRest(job, [facts.eligible]),
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
    ...rest,
  };
}
