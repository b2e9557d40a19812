import "server-only";
import { transaction } from "#lib/db/client.ts";
import { despiteLostAnswer } from "#lib/db/connection/lost-answer.ts";
import { isDeleted } from "#lib/db/deletions.ts";
import { deletePartOfJob, isAtRest } from "#lib/db/images/removal.ts";
import { jobExists } from "#lib/db/jobs/read.ts";
import { lockJob } from "#lib/db/locks.ts";
import { AppError } from "#lib/errors.ts";
import { removeDeleted } from "#lib/storage/remove-objects.ts";

/** Images that go in one transaction: nobody waits long for it, and on PGlite it blocks every other query. */
const BATCH = 2_000;

type Left = "nothing" | "images" | "no such job";

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
 * A large job goes part by part: where the process ends meanwhile, it is smaller and can be deleted again. False where
 * there is none. Throws a 409 `AppError` while it has not ended or a version is being made.
 */
export async function deleteJob(id: string): Promise<boolean> {
  let left = await removePart(id);
  if (left === "no such job") return false;
  while (left === "images") left = await removePart(id);
  return true;
}
