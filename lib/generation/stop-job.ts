import "server-only";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { cancelImages, setJobState } from "#lib/db/jobs/state.ts";
import { lockJob } from "#lib/db/locks.ts";
import { cancelledBecause } from "#lib/generation/job-messages.ts";
import { notifyIfFinished } from "#lib/notices/job-notice.ts";
import { type Delivery, discard, settle } from "#lib/queue/boss.ts";
import { IMAGE_QUEUES } from "#lib/queue/queues.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";

const CRASHED: OutcomeCode = "CRASHED";

/** The job's row must be locked. */
export async function cancelRest(tx: Transaction, jobId: string, code: string): Promise<void> {
  const messages = await cancelImages(tx, jobId, { code, message: cancelledBecause(code) });
  for (const queue of IMAGE_QUEUES) await discard(tx, queue, messages);
}

export async function failJob(queue: "fill-job" | "send-job", jobId: string, delivery: Delivery): Promise<void> {
  await transaction(async (tx) => {
    const job = await lockJob(tx, jobId);
    if (job && !isFinished(job)) {
      await setJobState(tx, jobId, { stopCode: CRASHED });
      await cancelRest(tx, jobId, CRASHED);
      await notifyIfFinished(tx, jobId);
    }
    await settle(tx, queue, delivery);
  }, MANY_ROWS);
}
