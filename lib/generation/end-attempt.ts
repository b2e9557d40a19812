import "server-only";
import { randomUUID } from "node:crypto";
import type { Measured } from "#lib/compliance/measure.ts";
import type { Transaction } from "#lib/db/client.ts";
import { type ClaimedImage, findModel, recordEnd, releaseTask } from "#lib/db/images/attempt.ts";
import { type AttemptEnd, settleCall } from "#lib/db/images/calls.ts";
import { insertImage, type StoredImage } from "#lib/db/images/made.ts";
import { countEnded } from "#lib/db/jobs/state.ts";
import type { GoneModel } from "#lib/db/jobs/sweep.ts";
import { lockCurrent } from "#lib/db/locks.ts";
import { markGone } from "#lib/db/offered-models.ts";
import { accountOf } from "#lib/generation/account.ts";
import { waitForBudget } from "#lib/generation/budget.ts";
import { pauseWhereFailing } from "#lib/generation/pause-job.ts";
import { stopJob } from "#lib/generation/stop-job.ts";
import { notifyIfFinished } from "#lib/notices/job-notice.ts";
import { enqueueChecks, enqueueImages } from "#lib/queue/image-messages.ts";
import { saveMeasured } from "#lib/review/check-image.ts";

/** `stopsJob`: no other image of the job can escape the error. `gone`: the model that Google no longer offers. */
type Recorded =
  | { kind: "complete"; end: AttemptEnd; stored: StoredImage; measured: Measured | null }
  | { kind: "fail"; end: AttemptEnd; stopsJob: boolean; gone?: GoneModel | null }
  | { kind: "retry"; end: AttemptEnd; delayMs: number };

/**
 * No attempt is counted. `end` is how the call ended, where one was made. `blamed`: something is wrong with the image
 * itself, as where a process dies while it decodes it.
 */
type Released = { kind: "release"; end: AttemptEnd | null; delayMs: number; blamed: boolean };

/** No call was made: a budget has no room for it. The job waits until it has. */
type Withheld = { kind: "withhold"; neededMicros: number };

export type AttemptOutcome = Recorded | Released | Withheld;

export async function sendAgain(
  tx: Transaction,
  { id, turn }: Pick<ClaimedImage, "id" | "turn">,
  messageId: string,
  delayMs: number,
): Promise<void> {
  await enqueueImages(tx, await findModel(tx, id), [{ id, messageId, turn }], { delayMs });
}

async function tellJob(tx: Transaction, jobId: string, outcome: Recorded): Promise<void> {
  const { code } = outcome.end;
  const stopsJob = outcome.kind === "fail" && outcome.stopsJob;
  if (outcome.kind === "complete") await countEnded(tx, jobId, { completed: 1 });
  if (outcome.kind === "fail") await countEnded(tx, jobId, { failed: 1 });
  if (stopsJob) await stopJob(tx, jobId, code, outcome.gone);
  const finished = outcome.kind !== "retry";
  if (finished) await notifyIfFinished(tx, jobId);
  await pauseWhereFailing(tx, jobId, { code, finished });
}

async function release(tx: Transaction, task: ClaimedImage, { end, delayMs, blamed }: Released): Promise<void> {
  const messageId = randomUUID();
  if (await releaseTask(tx, task, { messageId, blamed, isPaid: Boolean(end?.counted) }))
    await sendAgain(tx, task, messageId, delayMs);
  if (end) await settleCall(tx, task, end);
}

/** It gets a new message once its job continues. */
async function withhold(tx: Transaction, task: ClaimedImage, { neededMicros }: Withheld): Promise<void> {
  const isReleased = await releaseTask(tx, task, { messageId: randomUUID(), blamed: false, isPaid: false });
  if (isReleased && task.jobId) await waitForBudget(tx, task.jobId, neededMicros);
}

/** Where the task is no longer this worker's, only the end of the call is written: it may have cost money. */
export async function endAttempt(tx: Transaction, task: ClaimedImage, outcome: AttemptOutcome): Promise<void> {
  if (outcome.kind === "release") return release(tx, task, outcome);
  if (outcome.kind === "withhold") return withhold(tx, task, outcome);
  const { kind, end } = outcome;
  const messageId = kind === "retry" ? randomUUID() : null;
  if (kind === "complete" && task.parentImageId) await lockCurrent(tx, [task.id]);
  if (!(await recordEnd(tx, task, kind, end, messageId))) return settleCall(tx, task, end);
  const variant = kind === "complete" ? await insertImage(tx, task.id, outcome.stored, outcome.measured?.hash) : null;
  if (messageId && kind === "retry") await sendAgain(tx, task, messageId, outcome.delayMs);
  if (task.jobId) await tellJob(tx, task.jobId, outcome);
  if (kind === "fail" && outcome.gone) await markGone(tx, accountOf(), outcome.gone);
  if (kind !== "complete") return;
  // A check of its own tells why one failed.
  if (outcome.measured && variant === task.targetVariant) await saveMeasured(tx, task, outcome.measured.checks);
  else await enqueueChecks(tx, [task.id]);
}
