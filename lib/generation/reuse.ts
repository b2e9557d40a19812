import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import { type ClaimedImage, mayChange } from "#lib/db/images/attempt.ts";
import { findPictureKeys } from "#lib/db/images/picture-keys.ts";
import { claimRequest, type Reusing, reuseImages } from "#lib/db/images/reuse.ts";
import type { NewImage, ShotToFill } from "#lib/db/jobs/create.ts";
import { beginJob, countEnded, type WaitingImage } from "#lib/db/jobs/state.ts";
import { lockRequest } from "#lib/db/locks.ts";
import { requestKey } from "#lib/generation/request-key.ts";
import { notifyIfFinished } from "#lib/notices/job-notice.ts";
import { enqueueChecks } from "#lib/queue/image-messages.ts";
import { fillPrompt } from "#lib/schemas/prompt.ts";

/** An image waits for another one half as long as that has taken so far, within these bounds, before it looks again. */
const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** The checks are copied. Whether it looks like others of its job is found out by a message. */
async function endReused(tx: Transaction, jobId: string, tasks: Reusing[]): Promise<string[]> {
  const reused = await reuseImages(tx, tasks);
  if (reused.length === 0) return [];
  await beginJob(tx, jobId);
  await countEnded(tx, jobId, { completed: reused.length });
  await notifyIfFinished(tx, jobId);
  await enqueueChecks(tx, reused, { outdated: true });
  return reused;
}

type NewJob = { id: string; model: string; reuse: boolean; retries: number };
type Written = WaitingImage & Pick<NewImage, "shot" | "candidate" | "targetVariant" | "values">;

/**
 * Of tasks that the transaction has written for a job whose row it has locked. Returns those that are still to be made. After a
 * retry nothing is reused.
 */
export async function reuseForNew<Task extends Written>(
  tx: Transaction,
  { id: jobId, model, reuse, retries }: NewJob,
  tasks: Task[],
  shots: Map<number, ShotToFill>,
): Promise<Task[]> {
  if (!reuse || retries > 0) return tasks;
  const pictures = await findPictureKeys(
    tx,
    tasks.map(({ id }) => id),
  );
  const keyed = tasks.flatMap((task) => {
    const [shot, own] = [shots.get(task.shot), pictures.get(task.id)];
    if (!shot || !own) return [];
    const asked = { model: shot.model ?? model, format: shot.format, prompt: fillPrompt(shot.plan, task.values) };
    const key = requestKey({ ...task, ...own, ...asked });
    return key === null ? [] : [{ id: task.id, key, claims: 0 }];
  });
  const reused = new Set(await endReused(tx, jobId, keyed));
  return tasks.filter(({ id }) => !reused.has(id));
}

/** Null: the task is to be made, and others that would be the same wait for it. `releaseMs`: it waits for another one. */
export type Reuse = "reused" | { releaseMs: number } | null;

/** Of a task that a worker has claimed. It may not be this worker's any more: then nothing is written. */
export async function reuseForClaimed(tx: Transaction, task: ClaimedImage): Promise<Reuse> {
  const { id, jobId, claims, mayReuse } = task;
  const key = jobId === null ? null : requestKey(task);
  if (jobId === null || key === null) return null;
  await lockRequest(tx, key);
  const { exists, heldMs } = await claimRequest(tx, task, key, mayReuse);
  if (exists && (await mayChange(tx, task))) {
    const ended = await endReused(tx, jobId, [{ id, key, claims }]);
    return ended.length > 0 ? "reused" : { releaseMs: SHORTEST_WAIT_MS };
  }
  if (heldMs === null) return null;
  return { releaseMs: Math.round(Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, heldMs / 2))) };
}
