import "server-only";
import { randomUUID } from "node:crypto";
import type { Transaction } from "#lib/db/client.ts";
import { draftImages } from "#lib/db/jobs/drafts.ts";
import { nextTurn } from "#lib/db/jobs/fairness.ts";
import { createImages, createJob } from "#lib/db/jobs/read.ts";
import { setJobState } from "#lib/db/jobs/state.ts";
import { holdDeletions } from "#lib/db/locks.ts";
import type { BestSource } from "#lib/db/products/best-source.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { checkSize, type JobPlan, withoutVariant } from "#lib/generation/plan-job.ts";
import type { LoadedPrompt } from "#lib/generation/prompts.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { imageMessage, imageQueue, SINGLE_PRIORITY } from "#lib/queue/queues.ts";
import type { BulkGenerateResponse, FilterSelection } from "#lib/schemas/bulk-generate.ts";
import { productValues, renderPrompt } from "#lib/schemas/prompt.ts";

type NewJob = { variant: string; prompt: LoadedPrompt };

async function jobRow(tx: Transaction, { variant, prompt: { imageType, template, plan } }: NewJob) {
  return {
    variant,
    imageTypeId: imageType.id,
    imageTypeName: imageType.name,
    templateId: template?.id ?? null,
    templateName: template?.name ?? null,
    prompt: renderPrompt(plan.text, plan.fixed),
    model: (await currentModel(tx)).model,
  };
}

type SmallJob = NewJob & {
  sources: BestSource[];
  /** Ahead of bulk work? */
  ahead: boolean;
};

/** `imageIds` in the order of the sources. */
export async function startJob(
  tx: Transaction,
  { sources, ahead, ...job }: SmallJob,
): Promise<{ jobId: string; totalImages: number; imageIds: string[] }> {
  const firstTurn = ahead ? 0 : await nextTurn(tx);
  const row = await jobRow(tx, job);
  const jobId = await createJob(tx, { ...row, totalImages: sources.length }, job.prompt.plan);
  const images = await createImages(
    tx,
    { jobId, ...row },
    sources.map((source, index) => ({
      messageId: randomUUID(),
      turn: firstTurn + index,
      productId: source.productId,
      sourceImageId: source.sourceImageId,
      values: productValues(job.prompt.plan, source),
    })),
  );
  await enqueue(
    tx,
    imageQueue(row.model),
    images.map((image) => ({ ...imageMessage(image), ...(ahead ? { priority: SINGLE_PRIORITY } : {}) })),
  );
  return { jobId, totalImages: images.length, imageIds: images.map(({ id }) => id) };
}

type LargeJob = NewJob & { selection: FilterSelection };

/**
 * `skipped`: the ids of the first products without the variant. All of it reflects the selection now, not when somebody
 * looked.
 */
export async function startLargeJob(
  tx: Transaction,
  { selection, ...job }: LargeJob,
): Promise<{ jobId: string; totalImages: number; skipped: string[]; skippedCount: number }> {
  await holdDeletions(tx);
  const firstTurn = await nextTurn(tx);
  const jobId = await createJob(tx, { ...(await jobRow(tx, job)), totalImages: 0 }, job.prompt.plan);
  const { found, eligible, skipped } = await draftImages(tx, jobId, { selection, variant: job.variant, firstTurn });
  checkSize(job.variant, eligible);
  await setJobState(tx, jobId, { totalImages: eligible });
  await enqueue(tx, "fill-job", [{ data: { jobId } }]);
  return { jobId, totalImages: eligible, skipped, skippedCount: found - eligible };
}

export async function writeJob(tx: Transaction, { variant, prompt, ...plan }: JobPlan): Promise<BulkGenerateResponse> {
  if (plan.large) {
    const started = await startLargeJob(tx, { variant, selection: plan.large, prompt });
    return { ...started, skipped: started.skipped.map(withoutVariant) };
  }
  const { jobId, totalImages } = await startJob(tx, { variant, sources: plan.sources, prompt, ahead: false });
  const skipped = plan.skipped.map(({ productId, reason }) => ({ productId, reason }));
  return { jobId, totalImages, skipped, skippedCount: plan.skippedCount };
}
