import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { isDeleted } from "#lib/db/deletions.ts";
import { type Idempotency, onceByKey } from "#lib/db/idempotency.ts";
import { cancelImages, lockJob, requeueFailed, setJobState } from "#lib/db/job-state.ts";
import { findJob } from "#lib/db/jobs.ts";
import { AppError } from "#lib/errors.ts";
import { pauseJob } from "#lib/generation/pause-job.ts";
import { noticeIfOver } from "#lib/notices/job-notice.ts";
import { discard, enqueue } from "#lib/queue/boss.ts";
import { wake } from "#lib/queue/consume.ts";
import { isFinished, type Job, type JobCommand } from "#lib/schemas/job.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

const QUEUE = "generate-image";
const commandedSchema = z.object({ found: z.boolean() });

/** What the seller reads of an image that was cancelled with this code. */
export function cancelledBecause(code: string): string {
  const outcome = outcomeOf(code);
  return code === "CANCELLED" || !outcome
    ? "The job was cancelled."
    : `Not tried: the job was stopped (${outcome.label.toLowerCase()}).`;
}

/** What a rule counts before it pauses a job: from nothing where it is started again. */
const FROM_NOTHING = { billedFailures: [], openingTimeouts: 0 };

type LockedJob = NonNullable<Awaited<ReturnType<typeof lockJob>>>;

function refuse({ status }: LockedJob, command: string): never {
  throw new AppError("conflict", `A job that is ${status} can't be ${command}.`);
}

/** Sets a worker to sending messages for all images of the job that wait. */
async function send(tx: Transaction, jobId: string): Promise<void> {
  await enqueue(tx, "send-job", [{ id: randomUUID(), data: { jobId }, priority: 0 }]);
}

async function cancel(tx: Transaction, job: LockedJob): Promise<void> {
  if (job.status === "CANCELLED") return;
  if (isFinished(job)) refuse(job, "cancelled");
  const messages = await cancelImages(tx, job.id, { code: "CANCELLED", message: cancelledBecause("CANCELLED") });
  await setJobState(tx, job.id, { status: "CANCELLED", finishedAt: new Date() });
  await discard(tx, QUEUE, messages);
  await noticeIfOver(tx, job.id);
}

async function pause(tx: Transaction, job: LockedJob): Promise<void> {
  if (job.status === "PAUSED") return;
  if (isFinished(job)) refuse(job, "paused");
  await pauseJob(tx, job.id, "PERSON");
}

async function resume(tx: Transaction, job: LockedJob): Promise<void> {
  if (isFinished(job)) refuse(job, "resumed");
  if (job.status !== "PAUSED") return;
  await send(tx, job.id);
  await setJobState(tx, job.id, { status: job.startedAt ? "PROCESSING" : "QUEUED", ...FROM_NOTHING });
}

async function retryFailed(tx: Transaction, job: LockedJob): Promise<void> {
  if (!isFinished(job)) {
    if (job.retries > 0 && job.status !== "PAUSED") return;
    refuse(job, "retried before it has ended");
  }
  const begun = { status: "PROCESSING", stopCode: null, retries: job.retries + 1, finishedAt: null } as const;
  await setJobState(tx, job.id, { ...begun, ...FROM_NOTHING });
  const requeued = await requeueFailed(tx, job.id);
  if (requeued === 0) throw new AppError("conflict", "Nothing in this job can be retried: no image failed.");
  await send(tx, job.id);
}

const COMMANDS = { cancel, pause, resume, "retry-failed": retryFailed } satisfies Record<JobCommand, unknown>;

/**
 * Gives a job a command and returns the job as it is then; null where there is none of this id. A command that is in
 * effect already, or was given under the same key before, changes nothing. Throws a 409 `AppError` where it makes no sense.
 */
export async function commandJob(
  id: string,
  command: JobCommand,
  idempotency: Idempotency | null = null,
): Promise<Job | null> {
  const { found } = await onceByKey(idempotency, {
    prepare: async () => {},
    async write(tx) {
      const job = await lockJob(tx, id);
      if (job && (await isDeleted(id, tx))) throw new AppError("conflict", "The job is being deleted.");
      if (job) await COMMANDS[command](tx, job);
      return { found: job !== null };
    },
    parse: (stored) => commandedSchema.parse(stored),
  });
  if (!found) return null;
  wake("send-job");
  wake(QUEUE);
  return findJob(id);
}
