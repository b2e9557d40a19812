import "server-only";
import { transaction } from "#lib/db/client.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { wake } from "#lib/queue/consume.ts";
import { checkMessage } from "#lib/queue/queues.ts";
import { findComparedWith } from "#lib/review/duplicates.ts";
import { removeImage } from "#lib/review/removal.ts";
import { withdrawVersion } from "#lib/review/take-back.ts";

/**
 * Deletes a generated image with its picture, or takes a version out of the queue that still waits there; false where
 * there is none. What looked like it is compared anew. Throws a 409 `AppError` while it or a version of it is being made.
 */
export async function deleteImage(id: string): Promise<boolean> {
  if (await withdrawVersion(id)) return true;
  const alike = await findComparedWith(id);
  if (!(await removeImage(id))) return false;
  await transaction((tx) => enqueue(tx, "check-image", alike.map(checkMessage)));
  wake("check-image");
  return true;
}
