import "server-only";
import { randomUUID } from "node:crypto";
import type { Transaction } from "#lib/db/client.ts";
import { createJob, type NewShot } from "#lib/db/jobs/create.ts";
import { draftImages } from "#lib/db/jobs/drafts.ts";
import { nextTurn } from "#lib/db/jobs/fairness.ts";
import { setJobState } from "#lib/db/jobs/state.ts";
import { holdDeletions } from "#lib/db/locks.ts";
import type { BestSource } from "#lib/db/products/best-source.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { checkSize, findFirstSkipped, type JobPlan, type Skipped } from "#lib/generation/plan-job.ts";
import type { LoadedPrompt } from "#lib/generation/prompts.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { enqueueImages } from "#lib/queue/image-messages.ts";
import type { BulkGenerateResponse, Selection } from "#lib/schemas/bulk-generate.ts";
import { productValues } from "#lib/schemas/prompt.ts";

type NewJob = { variant: string; prompt: LoadedPrompt };

function shotOf({ variant, prompt: { imageType, template, plan, text } }: NewJob): NewShot {
  return {
    name: template?.name ?? imageType.name,
    variant,
    targetVariant: variant,
    imageTypeId: imageType.id,
    imageTypeName: imageType.name,
    templateId: template?.id ?? null,
    templateName: template?.name ?? null,
    prompt: text,
    plan,
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
  const shot = shotOf(job);
  const { model } = await currentModel(tx);
  const { jobId, images } = await createJob(tx, {
    model,
    shot,
    images: sources.map((source, index) => ({
      messageId: randomUUID(),
      turn: firstTurn + index,
      productId: source.productId,
      sourceImageId: source.sourceImageId,
      values: productValues(shot.plan, source),
    })),
  });
  await enqueueImages(tx, model, images, { ahead });
  return { jobId, totalImages: images.length, imageIds: images.map(({ id }) => id) };
}

type LargeJob = NewJob & { selection: Selection };

/** All of it reflects the selection now, not when somebody looked. */
export async function startLargeJob(
  tx: Transaction,
  { selection, ...job }: LargeJob,
): Promise<{ jobId: string; totalImages: number } & Skipped> {
  await holdDeletions(tx);
  const firstTurn = await nextTurn(tx);
  const { model } = await currentModel(tx);
  const { jobId } = await createJob(tx, { model, shot: shotOf(job), images: [] });
  const drafted = await draftImages(tx, jobId, { selection, variant: job.variant, firstTurn });
  const totalImages = drafted.eligible;
  checkSize(job.variant, totalImages);
  await setJobState(tx, jobId, { totalImages });
  await enqueue(tx, "fill-job", [{ data: { jobId } }]);
  return { jobId, totalImages, ...(await findFirstSkipped(tx, selection, job.variant, drafted)) };
}

async function writeAll(tx: Transaction, { variant, prompt, ...plan }: JobPlan) {
  if (plan.large) return startLargeJob(tx, { variant, prompt, selection: plan.large });
  const { sources, skipped, skippedCount } = plan;
  return { ...(await startJob(tx, { variant, prompt, sources, ahead: false })), skipped, skippedCount };
}

export async function writeJob(tx: Transaction, plan: JobPlan): Promise<BulkGenerateResponse> {
  const { jobId, totalImages, skipped, skippedCount } = await writeAll(tx, plan);
  const withoutTitles = skipped.map(({ productId, reason }) => ({ productId, reason }));
  return { jobId, totalImages, skipped: withoutTitles, skippedCount };
}
