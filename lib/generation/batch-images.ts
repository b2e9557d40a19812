import "server-only";
import { endUnsent, joinBatch } from "#lib/db/batches.ts";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { type ClaimedImage, findInBatch } from "#lib/db/images/attempt.ts";
import { type AttemptEnd, tallyRound } from "#lib/db/images/calls.ts";
import { lockJob } from "#lib/db/locks.ts";
import { env } from "#lib/env.ts";
import { endAttempt } from "#lib/generation/end-attempt.ts";
import { settleFailure } from "#lib/generation/settle-failure.ts";
import type { CallFacts, GenerationError } from "#lib/image-model.ts";
import { enqueueBatch } from "#lib/queue/batch-messages.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

/** How long a batch takes images before it is sent: as long as passes between two looks at it. */
export const lookMs = () => env().GEMINI_BATCH_POLL_SECONDS * 1_000;

/** Instead of a call. Where the job takes no more, the image waits again. */
export async function putIntoBatch(tx: Transaction, image: ClaimedImage): Promise<void> {
  const job = image.jobId === null ? null : await lockJob(tx, image.jobId);
  if (!job || job.status === "PAUSED" || isFinished(job)) {
    await release(tx, image, null);
    return endUnsent(tx, { imageId: image.id, claim: image.claims });
  }
  const { begun } = await joinBatch(tx, image);
  if (begun) await enqueueBatch(tx, begun, lookMs());
}

function release(tx: Transaction, image: ClaimedImage, end: AttemptEnd | null, blamed = false): Promise<void> {
  return endAttempt(tx, image, { kind: "release", end, delayMs: 0, blamed });
}

/** Lets images of a batch wait again, for another batch or, after the deadline, for a call. */
export async function releaseImages(images: ClaimedImage[], end: AttemptEnd | null, blamed = false): Promise<void> {
  for (const image of images) await transaction((tx) => release(tx, image, end, blamed));
}

/** Of a batch that was not sent. */
export async function dissolve(batchId: string, { blamed = false } = {}): Promise<void> {
  await releaseImages(await findInBatch(batchId), null, blamed);
  await transaction((tx) => endUnsent(tx, { batchId }));
}

/** Nobody waits for the answer of a batch: a failure of one raises no hold. */
const NO_GATE = { failed: async () => null };

/** Ends or delays an image as after a call that failed. `called`: the batch was sent. */
export async function failImage(
  image: ClaimedImage,
  error: GenerationError,
  { called, callMs, facts = null }: { called: boolean; callMs: number | null; facts?: CallFacts | null },
): Promise<void> {
  const rows = {
    tallyRound,
    end: (task: ClaimedImage, outcome: Parameters<typeof endAttempt>[2]) =>
      transaction((tx) => endAttempt(tx, task, outcome)),
  };
  const progress = { called, first: false, callMs, facts, others: [] };
  const maxAttempts = env().GENERATION_MAX_ATTEMPTS;
  await settleFailure(image, error, progress, { gate: NO_GATE, rows, maxAttempts, othersRecorded: async () => {} });
}
