import "server-only";
import { deleteOnce } from "#lib/catalog/delete-once.ts";
import { transaction } from "#lib/db/client.ts";
import { despiteLostAnswer } from "#lib/db/connection/lost-answer.ts";
import { isDeleted } from "#lib/db/deletions.ts";
import { deleteImageRow, deletePartOfJob, hasPendingVersion, isAtRest } from "#lib/db/images/removal.ts";
import { lockImage } from "#lib/db/images/versions.ts";
import { jobExists } from "#lib/db/jobs/read.ts";
import { lockJob } from "#lib/db/locks.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { checkMessage } from "#lib/queue/queues.ts";
import { findComparedWith } from "#lib/review/check-image.ts";
import { withdrawVersion } from "#lib/review/versions.ts";
import { removeDeleted } from "#lib/storage/remove-objects.ts";

/** Images that go in one transaction: nobody waits long for it, and on PGlite it blocks every other query. */
const BATCH = 2_000;

function removeImage(id: string): Promise<boolean> {
  return deleteOnce(id, async (tx) => {
    const image = await lockImage(tx, id);
    if (!image) return false;
    if (await hasPendingVersion(tx, id))
      throw new AppError("conflict", "The image, or a version of it, is being made. Wait for it, or cancel its job.");
    await removeDeleted(tx, id, await deleteImageRow(tx, id));
    return true;
  });
}

type Left = "nothing" | "images" | "no such job";

/** Deletes some of a job's images, or with the last of them the job. Returns what is left of it. */
function removePart(id: string): Promise<Left> {
  const remove = async (): Promise<Left> =>
    transaction(async (tx) => {
      const job = await lockJob(tx, id);
      if (!job) return "no such job";
      if (!(await isAtRest(tx, job))) throw new AppError("conflict", "The job is still running. Cancel it first.");
      const { pictures, isGone } = await deletePartOfJob(tx, id, BATCH);
      await removeDeleted(tx, id, pictures);
      return isGone ? "nothing" : "images";
    });
  return despiteLostAnswer(remove, async () =>
    (await isDeleted(id)) ? ((await jobExists(id)) ? "images" : "nothing") : null,
  );
}

/**
 * Deletes a job with its images, all versions of them, and their pictures; false where there is none. A large one goes part
 * by part: where the process ends meanwhile, the job is smaller and can be deleted again. Throws a 409 `AppError` while it
 * has not ended or a version is being made.
 */
export async function removeJob(id: string): Promise<boolean> {
  let left = await removePart(id);
  if (left === "no such job") return false;
  while (left === "images") left = await removePart(id);
  return true;
}

/**
 * Deletes a generated image with its picture, or takes a version out of the queue that still waits there; false where
 * there is none. Images that looked like it are compared again. Throws a 409 `AppError` while it or a version of it is being made.
 */
export async function deleteImage(id: string): Promise<boolean> {
  if (await withdrawVersion(id)) return true;
  const alike = await findComparedWith(id);
  if (!(await removeImage(id))) return false;
  await transaction((tx) => enqueue(tx, "check-image", alike.map(checkMessage)));
  return true;
}
