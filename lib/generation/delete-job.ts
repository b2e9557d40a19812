import "server-only";
import { record } from "#lib/db/audit.ts";
import { transaction } from "#lib/db/client.ts";
import { despiteLostAnswer } from "#lib/db/connection/lost-answer.ts";
import { isDeleted } from "#lib/db/deletions.ts";
import { hideJob, isAtRest } from "#lib/db/images/removal.ts";
import { lockJob } from "#lib/db/locks.ts";
import { AppError } from "#lib/errors.ts";
import { beginSweep } from "#lib/generation/sweep-job.ts";

/**
 * It leaves every list at once; the images of a large job go in the background. False where there is none. Throws a 409
 * `AppError` while it has not ended or a version is being made.
 */
export function deleteJob(id: string): Promise<boolean> {
  const remove = () =>
    transaction(async (tx) => {
      const job = await lockJob(tx, id);
      if (!job || job.deleting) return false;
      if (!(await isAtRest(tx, job))) throw new AppError("conflict", "The job is still running. Cancel it first.");
      const images = await hideJob(tx, id);
      await record("job.delete", { target: id, details: { images } }, tx);
      await beginSweep(tx, { ...job, deleting: true });
      return true;
    });
  return despiteLostAnswer(remove, async () => (await isDeleted(id)) || null);
}
