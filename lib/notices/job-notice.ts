import "server-only";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { lockJob } from "#lib/db/locks.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { deliver } from "#lib/notices/webhook.ts";
import { type Delivery, enqueue, settle } from "#lib/queue/boss.ts";
import type { Message } from "#lib/queue/queues.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

const QUEUE = "job-notice";
const MINUTE_MS = 60_000;
/** Waits before the further attempts. */
const WAITS_MS = [10_000, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS];

function hook(): { url: string; secret: string } | null {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret } = env();
  return url && secret ? { url, secret } : null;
}

/** Must run in the transaction that may have finished the job. */
export async function notifyIfFinished(tx: Transaction, jobId: string | null): Promise<void> {
  if (jobId === null || !hook()) return;
  const job = await lockJob(tx, jobId);
  if (job && isFinished(job)) await enqueue(tx, QUEUE, [{ data: { jobId, attempts: 0 } }]);
}

function eventOf({ errorLog: _errors, ...job }: Job) {
  return { event: "job.finished", job };
}

type Notice = Message<typeof QUEUE>;

/** A job that was retried notifies at its next end. Returns the reason of a failure. */
async function tell(jobId: string, noticeId: string, signal: AbortSignal): Promise<Error | null> {
  const target = hook();
  const job = target && (await findJob(jobId));
  if (!target || !job || !isFinished(job)) return null;
  try {
    await deliver(target, { id: noticeId, event: eventOf(job) }, signal);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return toError(error);
  }
}

/**
 * A failure sends a new message with a later start; the last failure is logged. Throws the signal's reason: that
 * attempt does not count.
 */
export async function sendNotice(notice: Notice, delivery: Delivery, signal: AbortSignal): Promise<void> {
  const { jobId, attempts, noticeId = delivery.id } = notice;
  const failure = await tell(jobId, noticeId, signal);
  const waitMs = WAITS_MS[attempts];
  if (failure) log().warn({ jobId, attempts: attempts + 1, err: failure, nextAttemptInMs: waitMs }, "webhook failed");
  await transaction(async (tx) => {
    if (failure && waitMs !== undefined) {
      const data = { jobId, attempts: attempts + 1, noticeId };
      await enqueue(tx, QUEUE, [{ data, delayMs: waitMs }]);
    }
    await settle(tx, QUEUE, delivery);
  });
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
