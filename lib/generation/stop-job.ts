import "server-only";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { type GoneModel, stopAtOnce } from "#lib/db/jobs/sweep.ts";
import { lockJob } from "#lib/db/locks.ts";
import { cancelledBecause } from "#lib/generation/job-messages.ts";
import { beginSweep } from "#lib/generation/sweep-job.ts";
import { notifyIfFinished } from "#lib/notices/job-notice.ts";
import { type Delivery, settle } from "#lib/queue/boss.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";

const CRASHED: OutcomeCode = "CRASHED";

/** What has not ended is cancelled, and can be retried. */
export async function stopJob(
  tx: Transaction,
  jobId: string,
  code: string,
  gone: GoneModel | null = null,
): Promise<void> {
  await stopAtOnce(tx, jobId, { code, message: cancelledBecause(code), gone });
  const job = await lockJob(tx, jobId);
  if (job) await beginSweep(tx, job);
}

export async function failJob(queue: "fill-job" | "send-job", jobId: string, delivery: Delivery): Promise<void> {
  await transaction(async (tx) => {
    const job = await lockJob(tx, jobId);
    if (job && !isFinished(job)) {
      await stopJob(tx, jobId, CRASHED);
      await notifyIfFinished(tx, jobId);
    }
    await settle(tx, queue, delivery);
  });
}
