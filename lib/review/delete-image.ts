import "server-only";
import { requirePermission } from "#lib/auth/authorize.ts";
import type { User } from "#lib/auth/permissions.ts";
import { deleteOnce } from "#lib/catalog/delete-once.ts";
import { transaction } from "#lib/db/client.ts";
import { deleteImageRow, hasPendingVersion } from "#lib/db/images/removal.ts";
import { lockImage } from "#lib/db/images/versions.ts";
import { AppError } from "#lib/errors.ts";
import { enqueueChecks } from "#lib/queue/image-messages.ts";
import { findComparedWith } from "#lib/review/check-image.ts";
import { withdrawVersion } from "#lib/review/versions.ts";
import { removeDeleted } from "#lib/storage/remove-objects.ts";

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

/**
 * A version that still waits is taken out of the queue. False where there is no such image. Throws a 409 `AppError`
 * while it or a version of it is being made, and a 403 where the user may only withdraw versions.
 */
export async function deleteImage(id: string, user: User): Promise<boolean> {
  if (await withdrawVersion(id)) return true;
  requirePermission(user, "delete");
  const alike = await findComparedWith(id);
  if (!(await removeImage(id))) return false;
  await transaction((tx) => enqueueChecks(tx, alike));
  return true;
}
