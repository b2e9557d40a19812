import "server-only";
import { ONE_MOMENT, type Transaction, transaction } from "#lib/db/client.ts";
import { findLastJobId } from "#lib/db/jobs/read.ts";
import type { BestSource } from "#lib/db/products/best-source.ts";
import { findSkipped, readSelection } from "#lib/db/products/selection.ts";
import { AppError } from "#lib/errors.ts";
import { type LoadedPrompt, loadPrompt } from "#lib/generation/prompts.ts";
import {
  type BulkGenerateRequest,
  type BulkPreviewResponse,
  MAX_SKIPPED_SHOWN,
  type Selection,
  selectionOf,
} from "#lib/schemas/bulk-generate.ts";
import { MAX_IMAGES_AT_ONCE, MAX_IMAGES_PER_JOB } from "#lib/schemas/limits.ts";

/** `last` becomes the newest job's id, so that the selection stays the same once another job begins. */
export async function settleLast(selection: Selection): Promise<Selection> {
  if ("productIds" in selection || selection.failedIn !== "last") return selection;
  const jobId = await findLastJobId();
  return jobId === null ? selection : { ...selection, failedIn: jobId };
}

export type Skipped = Pick<BulkPreviewResponse, "skipped" | "skippedCount">;

export async function findFirstSkipped(
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
      : { productId, title, reason: "NO_SOURCE_IMAGE" as const },
  );
  return { skipped, skippedCount };
}

/** Refuses a job of no image, or of too many, with a 422 `AppError`. */
export function checkSize(variant: string, images: number): void {
  if (images === 0) throw refuse("variant", `None of the selected products has a ${variant} photo.`);
  if (images > MAX_IMAGES_PER_JOB)
    throw refuse("selection", `A job generates at most ${MAX_IMAGES_PER_JOB.toLocaleString("en")} images.`);
}

function refuse(path: string, message: string): AppError {
  return new AppError("unprocessable", message, { fields: [{ path, message }] });
}

/** What a job is made of: of a large one only the selection, whose images are noted when it is written. */
export type JobPlan = { variant: string; prompt: LoadedPrompt } & (
  | { large: Selection }
  | ({ large: null; sources: BestSource[] } & Skipped)
);

/** Reads what a job is made of, all at one moment. Throws a 422 `AppError` where it can't be started. */
export async function planJob(request: BulkGenerateRequest): Promise<JobPlan> {
  const { variant } = request;
  const selection = await settleLast(selectionOf(request));
  const prompt = await loadPrompt(request);
  return transaction(async (tx) => {
    const { facts, sources } = await readSelection(tx, selection, variant, MAX_IMAGES_AT_ONCE);
    checkSize(variant, facts.eligible);
    if (facts.eligible > MAX_IMAGES_AT_ONCE) return { variant, prompt, large: selection };
    return { variant, prompt, large: null, sources, ...(await findFirstSkipped(tx, selection, variant, facts)) };
  }, ONE_MOMENT);
}
