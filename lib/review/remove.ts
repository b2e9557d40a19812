import "server-only";
import { leaveToWorkers, planRemoval, removeNow } from "#lib/catalog/remove-objects.ts";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { deleteImage, deletePartOfJob, hasPendingVersion, isAtRest } from "#lib/db/image-removal.ts";
import { lockImage } from "#lib/db/image-versions.ts";
import { lockJob } from "#lib/db/job-state.ts";
import { AppError } from "#lib/errors.ts";

/** Images that go in one transaction: nobody waits long for it, and on PGlite it blocks every other query. */
const BATCH = 2_000;

/**
 * Deletes a generated image with its picture; false where there is none. Throws a 409 `AppError` while it or a version of
 * it is being made.
 */
export async function removeImage(id: string): Promise<boolean> {
  const removal = await transaction(async (tx) => {
    const image = await lockImage(tx, id);
    if (!image) return null;
    if (await hasPendingVersion(tx, id))
      throw new AppError("conflict", "The image, or a version of it, is being made. Wait for it, or cancel its job.");
    const { known, possible } = await deleteImage(tx, id);
    return planRemoval(tx, known, possible);
  });
  if (removal) await removeNow(removal);
  return removal !== null;
}

/** Deletes some of a job's images, or with the last of them the job, and has `plan` note their pictures. Null where there is none. */
async function removePart<Plan>(
  id: string,
  plan: (tx: Transaction, known: string[], possible: string[]) => Promise<Plan>,
): Promise<{ planned: Plan; isGone: boolean } | null> {
  return transaction(async (tx) => {
    const job = await lockJob(tx, id);
    if (!job) return null;
    if (!(await isAtRest(tx, job)))
      throw new AppError("conflict", "The job, or a version of one of its images, is still at work. Cancel it first.");
    const { pictures, isGone } = await deletePartOfJob(tx, id, BATCH);
    return { planned: await plan(tx, pictures.known, pictures.possible), isGone };
  });
}

/**
 * Deletes a job with its images, all versions of them, and their pictures; false where there is none. A large one goes part
 * by part: where the process ends meanwhile, the job is smaller and can be deleted again. Throws a 409 `AppError` while it
 * has not ended or a version is being made.
 */
export async function removeJob(id: string): Promise<boolean> {
  const first = await removePart(id, planRemoval);
  if (!first) return false;
  for (let { isGone } = first; !isGone; ) isGone = (await removePart(id, leaveToWorkers))?.isGone ?? true;
  await removeNow(first.planned);
  return true;
}
