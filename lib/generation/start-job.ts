import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { isMissingRow, type Transaction } from "#lib/db/client.ts";
import type { Idempotency } from "#lib/db/idempotency.ts";
import { draftImages } from "#lib/db/image-drafts.ts";
import { nextTurn, setJobState } from "#lib/db/job-state.ts";
import { createImages, createJob } from "#lib/db/jobs.ts";
import type { BestSource } from "#lib/db/products.ts";
import type { LoadedPrompt } from "#lib/generation/load-prompt.ts";
import { modelInfo } from "#lib/generation/model.ts";
import { renderPrompt } from "#lib/generation/prompt.ts";
import { promptFor } from "#lib/generation/prompt-plan.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { imageMessage, SINGLE_PRIORITY } from "#lib/queue/queues.ts";
import type { Selection } from "#lib/schemas/bulk-generate.ts";

/** Does the work once more where a product or a photo was deleted between reading and writing it. */
export async function despiteDeletions<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => {
    if (isMissingRow(error)) return work();
    throw error;
  });
}

type NewJob = { variant: string; prompt: LoadedPrompt };

/** The key of a request with the hash of what was asked; null without a key. */
export function idempotencyOf(key: string | null, route: string, input: unknown): Idempotency | null {
  if (key === null) return null;
  return {
    key,
    requestHash: createHash("sha256")
      .update(JSON.stringify([route, input]))
      .digest("hex"),
  };
}

function jobRow({ variant, prompt: { imageType, template, plan } }: NewJob) {
  return {
    variant,
    imageTypeId: imageType.id,
    imageTypeName: imageType.name,
    templateId: template?.id ?? null,
    templateName: template?.name ?? null,
    prompt: renderPrompt(plan.text, plan.fixed),
    model: modelInfo().model,
  };
}

type SmallJob = NewJob & {
  sources: BestSource[];
  /** Ahead of bulk work? */
  ahead: boolean;
};

/** Writes a job, one image per source and the messages that set the workers to it. `imageIds` in the order of the sources. */
export async function startJob(
  tx: Transaction,
  { sources, ahead, ...job }: SmallJob,
): Promise<{ jobId: string; totalImages: number; imageIds: string[] }> {
  const firstTurn = ahead ? 0 : await nextTurn(tx);
  const row = jobRow(job);
  const jobId = await createJob(tx, { ...row, totalImages: sources.length });
  const images = await createImages(
    tx,
    { jobId, ...row },
    sources.map((source, index) => ({
      messageId: randomUUID(),
      turn: firstTurn + index,
      productId: source.productId,
      sourceImageId: source.sourceImageId,
      prompt: promptFor(job.prompt.plan, source),
    })),
  );
  await enqueue(
    tx,
    "generate-image",
    images.map((image) => ({ ...imageMessage(image), ...(ahead ? { priority: SINGLE_PRIORITY } : {}) })),
  );
  return { jobId, totalImages: images.length, imageIds: images.map(({ id }) => id) };
}

/** Writes a job whose images are noted only, and the message that sets a worker to writing them out. */
export async function startLargeJob(
  tx: Transaction,
  { selection, ...job }: NewJob & { selection: Selection },
): Promise<{ jobId: string; totalImages: number }> {
  const jobId = await createJob(tx, { ...jobRow(job), totalImages: 0, promptPlan: job.prompt.plan });
  const totalImages = await draftImages(tx, jobId, selection, job.variant, await nextTurn(tx));
  await setJobState(tx, jobId, { totalImages });
  await enqueue(tx, "fill-job", [{ id: randomUUID(), data: { jobId }, priority: 0 }]);
  return { jobId, totalImages };
}
