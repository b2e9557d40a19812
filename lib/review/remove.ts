import "server-only";
import { planRemoval, removeNow } from "#lib/catalog/remove-objects.ts";
import { transaction } from "#lib/db/client.ts";
import { deleteImage, deleteJob, hasPendingVersion, isAtRest } from "#lib/db/image-removal.ts";
import { lockImage } from "#lib/db/image-versions.ts";
import { lockJob } from "#lib/db/job-state.ts";
import { AppError } from "#lib/errors.ts";

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
    return planRemoval(tx, await deleteImage(tx, id));
  });
  if (removal) await removeNow(removal);
  return removal !== null;
}

/**
 * Deletes a job with its images, all versions of them, and their pictures; false where there is none. Throws a 409
 * `AppError` while it has not ended or a version is being made.
 */
export async function removeJob(id: string): Promise<boolean> {
  const removal = await transaction(async (tx) => {
    const job = await lockJob(tx, id);
    if (!job) return null;
    if (!(await isAtRest(tx, job)))
      throw new AppError("conflict", "The job, or a version of one of its images, is still at work. Cancel it first.");
    return planRemoval(tx, await deleteJob(tx, id));
  });
  if (removal) await removeNow(removal);
  return removal !== null;
}
