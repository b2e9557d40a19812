import "server-only";
import { randomUUID } from "node:crypto";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { lockJob } from "#lib/db/job-state.ts";
import { findJob } from "#lib/db/jobs.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { deliver } from "#lib/notices/webhook.ts";
import { type Delivery, enqueue, settle } from "#lib/queue/boss.ts";
import { isFinished, type Job } from "#lib/schemas/job.ts";

const QUEUE = "job-notice";
const MINUTE_MS = 60_000;
/** How long to wait before each further try. */
const WAITS_MS = [10_000, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS];

function hook(): { url: string; secret: string } | null {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret } = env();
  return url && secret ? { url, secret } : null;
}

/** Has the webhook told that a job is over, where it is and there is a webhook. Belongs in the transaction that may have ended it. */
export async function noticeIfOver(tx: Transaction, jobId: string | null): Promise<void> {
  if (jobId === null || !hook()) return;
  const job = await lockJob(tx, jobId);
  if (job && isFinished(job)) await enqueue(tx, QUEUE, [{ id: randomUUID(), data: { jobId, tries: 0 }, priority: 0 }]);
}

function eventOf({ errorLog: _errors, ...job }: Job) {
  return { event: "job.finished", job };
}

type Notice = { jobId: string; tries: number };

/** Tells the webhook of an ended job. Where it fails, the next try is a new message with a later start; the last failure is logged. */
export async function sendNotice({ jobId, tries }: Notice, delivery: Delivery): Promise<void> {
  const target = hook();
  const job = target && (await findJob(jobId));
  const failure = target && job ? await deliver(target, delivery.id, eventOf(job)).catch(toError) : undefined;
  const waitMs = WAITS_MS[tries];
  if (failure) log().warn({ jobId, tries: tries + 1, err: failure, nextTryInMs: waitMs }, "webhook failed");
  await transaction(async (tx) => {
    if (failure && waitMs !== undefined) {
      const startAfter = new Date(Date.now() + waitMs);
      await enqueue(tx, QUEUE, [{ id: randomUUID(), data: { jobId, tries: tries + 1 }, priority: 0, startAfter }]);
    }
    await settle(tx, QUEUE, delivery);
  });
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
