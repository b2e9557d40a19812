import "server-only";
import { db, ONE_MOMENT, type Transaction, transaction } from "#lib/db/client.ts";
import { type Idempotency, onceByKey } from "#lib/db/idempotency.ts";
import { findLastJobId } from "#lib/db/jobs/read.ts";
import type { BestSource } from "#lib/db/products/read.ts";
import {
  describeSelection,
  findAlreadyMade,
  findEligible,
  findMissingValues,
  findSkipped,
} from "#lib/db/products/selection.ts";
import { emptyFields, emptyVariables, type LoadedPrompt, loadPrompt, promptFor } from "#lib/generation/prompts.ts";
import { checkSize, despiteDeletions, startJob, startLargeJob } from "#lib/generation/start-job.ts";
import {
  type BulkGenerateRequest,
  type BulkGenerateResponse,
  type BulkPreviewRequest,
  type BulkPreviewResponse,
  bulkGenerateResponseSchema,
  type FilterSelection,
  MAX_IMAGES_AT_ONCE,
  MAX_PREVIEW_PRODUCTS,
  MAX_SKIPPED_SHOWN,
  type Selection,
  selectionOf,
} from "#lib/schemas/bulk-generate.ts";
import { renderPrompt } from "#lib/schemas/prompt-plan.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const PROMPTS_SHOWN = 3;

/** The selection with the newest job's id for `last`, so that it stays the same once another job begins. */
async function settleLast(selection: Selection): Promise<Selection> {
  if ("productIds" in selection || selection.failedIn !== "last") return selection;
  const jobId = await findLastJobId();
  return jobId === null ? selection : { ...selection, failedIn: jobId };
}

type Skipped = Pick<BulkPreviewResponse, "skipped" | "skippedCount">;

const withoutVariant = (productId: string) => ({ productId, reason: "NO_SOURCE_IMAGE" as const });

/** Who is left out, with the reason: the first of them, and how many there are. */
async function leftOut(
  tx: Transaction,
  selection: Selection,
  variant: string,
  facts: { found: number; eligible: number },
): Promise<Skipped> {
  const wanted = "productIds" in selection ? selection.productIds.length : facts.found;
  const skippedCount = wanted - facts.eligible;
  if (skippedCount === 0) return { skipped: [], skippedCount };
  const first = await findSkipped(tx, selection, variant, MAX_SKIPPED_SHOWN);
  const skipped = first.map(({ productId, title }) =>
    title === null
      ? { productId, title, reason: "PRODUCT_NOT_FOUND" as const }
      : { ...withoutVariant(productId), title },
  );
  return { skipped, skippedCount };
}

type Prepared = { prompt: LoadedPrompt } & (
  | { large: FilterSelection }
  | ({ large: null; sources: BestSource[] } & Skipped)
);

/** Reads what a job is made of, all at one moment; of a large one only that it may be started. */
async function prepare(request: BulkGenerateRequest): Promise<Prepared> {
  const { variant } = request;
  const selection = await settleLast(selectionOf(request));
  const prompt = await loadPrompt(request);
  return transaction(async (tx) => {
    const facts = await describeSelection(tx, selection, variant);
    checkSize(variant, facts.eligible);
    if (facts.eligible > MAX_IMAGES_AT_ONCE && !("productIds" in selection)) return { prompt, large: selection };
    const sources = await findEligible(tx, selection, variant, { limit: MAX_IMAGES_AT_ONCE });
    return { prompt, large: null, sources, ...(await leftOut(tx, selection, variant, facts)) };
  }, ONE_MOMENT);
}

async function write(tx: Transaction, variant: string, job: Prepared): Promise<BulkGenerateResponse> {
  const { prompt } = job;
  if (job.large) {
    const started = await startLargeJob(tx, { variant, selection: job.large, prompt });
    return { ...started, skipped: started.skipped.map(withoutVariant) };
  }
  const { jobId, totalImages } = await startJob(tx, { variant, sources: job.sources, prompt, ahead: false });
  const skipped = job.skipped.map(({ productId, reason }) => ({ productId, reason }));
  return { jobId, totalImages, skipped, skippedCount: job.skippedCount };
}

/**
 * Records a job with one image per selected product that has the variant, and queues them, all in one transaction; of a
 * job of more than 10,000 the images are written out afterwards. Throws a 422 `AppError` where no product has the variant,
 * where they are too many or the prompt can't be filled; then nothing is left behind.
 */
export function startBulkGeneration(
  request: BulkGenerateRequest,
  idempotency: Idempotency | null,
): Promise<BulkGenerateResponse> {
  return despiteDeletions(() =>
    onceByKey(idempotency, {
      prepare: () => prepare(request),
      write: (tx, prepared) => write(tx, request.variant, prepared),
      parse: (stored) => bulkGenerateResponseSchema.parse(stored),
    }),
  );
}

/** What `startBulkGeneration` would make of the same request. Makes nothing. */
export async function previewBulkGeneration(request: BulkPreviewRequest): Promise<BulkPreviewResponse> {
  const { variant, imageTypeId, promptFor: only } = request;
  const selection = await settleLast(selectionOf(request));
  const [{ plan }, facts] = await Promise.all([loadPrompt(request), describeSelection(db, selection, variant)]);
  const same = { imageTypeId, variant, prompt: renderPrompt(plan.text, plan.fixed) };
  const [sources, shown, made, skipped, missingValues] = await Promise.all([
    findEligible(db, selection, variant, { limit: MAX_PREVIEW_PRODUCTS }),
    only ? findEligible(db, selection, variant, { limit: 1, productId: only }) : null,
    findAlreadyMade(selection, same, MAX_PREVIEW_PRODUCTS),
    leftOut(db, selection, variant, facts),
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
