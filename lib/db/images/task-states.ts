import { type ImageStatus, Prisma } from "#lib/db/generated/client.ts";
import { IN_PROGRESS } from "#lib/schemas/image-state.ts";

type Change = { from: readonly ImageStatus[]; to: ImageStatus };

/** Every statement that writes a state is made from this table. */
export const TRANSITIONS = {
  /** A worker claims it; once more, where the worker that had it is dead. */
  claim: { from: ["QUEUED", "GENERATING"], to: "GENERATING" },
  /** Its image is in the store. */
  complete: { from: ["GENERATING"], to: "COMPLETED" },
  /** An image that the model was sent the same for exists. */
  reuse: { from: ["QUEUED", "GENERATING"], to: "COMPLETED" },
  /** Its attempt failed, and there is no further one. */
  fail: { from: ["GENERATING"], to: "FAILED" },
  /** Its attempt failed, and a further one waits. */
  retry: { from: ["GENERATING"], to: "QUEUED" },
  /** Its worker stops or has to wait: the attempt does not count. */
  release: { from: ["GENERATING"], to: "QUEUED" },
  /** Its message was lost, or was in the wrong queue: it gets another one. */
  resend: { from: ["QUEUED", "GENERATING"], to: "QUEUED" },
  /** No worker will make it, and it has no job that a person could resume. */
  giveUp: { from: ["QUEUED"], to: "FAILED" },
  /** A person cancels its job, or an error stops it. */
  cancel: { from: ["QUEUED", "GENERATING"], to: "CANCELLED" },
  /** A person retries what failed in its job. */
  requeue: { from: ["FAILED", "CANCELLED"], to: "QUEUED" },
} as const satisfies Record<string, Change>;

export type Transition = keyof typeof TRANSITIONS;

const among = (states: readonly ImageStatus[]) =>
  Prisma.raw(`status IN (${states.map((status) => `'${status}'`).join(", ")})`);

/** The condition on a row with a status that its task is in progress; `i.` goes before it where several tables have one. */
export const isInProgress = among(IN_PROGRESS);

/** The same as a condition of Prisma's. */
export const ONE_IN_PROGRESS = { in: [...IN_PROGRESS] } satisfies Prisma.EnumImageStatusFilter;

/** The condition on a row of GenerationTask that this may happen to it. */
export function may(transition: Transition): Prisma.Sql {
  return among(TRANSITIONS[transition].from);
}

/** The assignment that makes it happen. */
export function becomes(transition: Transition): Prisma.Sql {
  return Prisma.raw(`status = '${TRANSITIONS[transition].to}'`);
}

/** The condition on a row of GenerationTask that a retry of its job reopens it: no person cancelled it. An index has it, too. */
export const isRetryable = Prisma.sql`(status = 'FAILED' OR status = 'CANCELLED' AND "errorCode" <> 'CANCELLED')`;

/**
 * The condition on a task `i` in progress and its job `j` that a person or an error cancelled it, whether its row says so yet or not:
 * now, or before the job was retried.
 */
export const isCancelled = Prisma.sql`(j.status IN ('CANCELLED', 'FAILED') OR j.sweeping AND i.round < j.retries)`;

/** The condition on a job `j` that its waiting images are not claimed: it is paused, or waits for a budget. */
export const isWithheld = Prisma.sql`(j.status = 'PAUSED' OR j."neededMicros" IS NOT NULL)`;

/** The condition on a task `t` that it failed in the present round of a job. */
export const failedInRound = (jobId: Prisma.Sql) => Prisma.sql`
  t."jobId" = ${jobId} AND t.status = 'FAILED' AND t.round = (SELECT retries FROM "GenerationJob" WHERE id = ${jobId})`;

/** That it failed before, in a shot that the retry in progress is not of: others wait to be reopened. */
export const failedBefore = (jobId: Prisma.Sql) => Prisma.sql`
  t."jobId" = ${jobId} AND t.status = 'FAILED'
  AND t.round < (SELECT retries FROM "GenerationJob" WHERE id = ${jobId} AND "retriedShot" IS NOT NULL)
  AND t.shot <> (SELECT "retriedShot" FROM "GenerationJob" WHERE id = ${jobId})`;

/** The condition on a task `t` that it failed in a job. */
export const hasFailed = (jobId: Prisma.Sql) => Prisma.sql`(${failedInRound(jobId)} OR ${failedBefore(jobId)})`;
