import "server-only";
import { createHash, randomUUID } from "node:crypto";
import type { Transaction } from "#lib/db/client.ts";
import type { Idempotency } from "#lib/db/idempotency.ts";
import { nextTurn } from "#lib/db/job-state.ts";
import { createJob } from "#lib/db/jobs.ts";
import type { BestSource } from "#lib/db/products.ts";
import type { LoadedPrompt } from "#lib/generation/load-prompt.ts";
import { modelInfo } from "#lib/generation/model.ts";
import { renderPrompt } from "#lib/generation/prompt.ts";
import { promptFor } from "#lib/generation/prompt-plan.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { bulkPriority, SINGLE_PRIORITY } from "#lib/queue/queues.ts";

type NewJob = {
  variant: string;
  sources: BestSource[];
  prompt: LoadedPrompt;
  /** Ahead of bulk work? */
  ahead: boolean;
};

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

/** Writes a job, one image per source and the messages that set the workers to it. Returns the job's and the images' ids. */
export async function startJob(
  tx: Transaction,
  { variant, sources, prompt, ahead }: NewJob,
): Promise<{ jobId: string; imageIds: string[] }> {
  const { imageType, template, plan } = prompt;
  const firstTurn = ahead ? 0 : await nextTurn(tx);
  const created = await createJob(
    tx,
    {
      variant,
      imageTypeId: imageType.id,
      imageTypeName: imageType.name,
      templateId: template?.id ?? null,
      templateName: template?.name ?? null,
      prompt: renderPrompt(plan.text, plan.fixed),
      model: modelInfo().model,
    },
    sources.map((source, index) => ({
      messageId: randomUUID(),
      turn: firstTurn + index,
      productId: source.productId,
      sourceImageId: source.sourceImageId,
      prompt: promptFor(plan, source),
    })),
  );
  await enqueue(
    tx,
    "generate-image",
    created.images.map(({ id, messageId, turn }) => ({
      id: messageId,
      data: { imageId: id },
      priority: ahead ? SINGLE_PRIORITY : bulkPriority(turn),
    })),
  );
  return { jobId: created.jobId, imageIds: created.images.map(({ id }) => id) };
}
