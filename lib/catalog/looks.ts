import "server-only";
import { PHOTO_FILE } from "#lib/catalog/photos.ts";
import { withStoredFile } from "#lib/catalog/stored-file.ts";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { lockLook } from "#lib/db/locks.ts";
import {
  changeLook,
  deleteLookRow,
  findLook,
  findLookPicture,
  findLookPictures,
  lockUnusedLook,
  orderLookPictures,
} from "#lib/db/looks.ts";
import { AppError } from "#lib/errors.ts";
import { MAX_LOOK_PICTURES } from "#lib/schemas/limits.ts";
import type { Look, LookPatch, LookPicture } from "#lib/schemas/look.ts";
import type { UploadRules } from "#lib/schemas/upload.ts";
import { removeDeleted } from "#lib/storage/remove-objects.ts";

/** As photos are. */
export const LOOK_PICTURE_FILE: UploadRules = { ...PHOTO_FILE, tooLarge: "The picture is larger than 25 MB." };

function refuse(path: string, message: string): AppError {
  return new AppError("unprocessable", message, { fields: [{ path, message }] });
}

async function reorder(tx: Transaction, lookId: string, ids: string[]): Promise<void> {
  const own = new Set((await findLookPictures(tx, lookId)).map(({ id }) => id));
  const given = new Set(ids);
  if (given.size !== ids.length || given.symmetricDifference(own).size > 0)
    throw refuse("pictureIds", "Name each picture of the look once. Reload the page: they may have changed.");
  await orderLookPictures(tx, ids);
}

/** Null where it does not exist. Throws a 409 `AppError` where the name is taken, or while an unfinished job uses it. */
export async function updateLook(id: string, { pictureIds, ...patch }: LookPatch): Promise<Look | null> {
  const found = await transaction(async (tx) => {
    if (!(await lockUnusedLook(tx, id))) return false;
    if (pictureIds) await reorder(tx, id, pictureIds);
    await changeLook(tx, id, patch);
    return true;
  });
  return found ? findLook(id) : null;
}

/**
 * The objects of its pictures stay as long as those of deleted photos, for backups. False where it does not exist. Throws a
 * 409 `AppError` while an unfinished job uses it.
 */
export function deleteLook(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    if (!(await lockUnusedLook(tx, id))) return false;
    const pictures = await findLookPictures(tx, id);
    await deleteLookRow(tx, id);
    await removeDeleted(
      tx,
      id,
      pictures.map(({ storageKey }) => storageKey),
    );
    return true;
  });
}

/**
 * Null for an unknown look. `added` is false if it has the same picture already. Throws a 409 `AppError` while an unfinished
 * job uses it, a 422 if it has 6 pictures.
 */
export async function addLookPicture(
  lookId: string,
  path: string,
): Promise<{ added: boolean; picture: LookPicture } | null> {
  const isPicture = async (id: string) => (await findLookPicture(id)) !== null;
  const written = await withStoredFile(path, isPicture, async (tx, { id, storageKey, width, height }) => {
    if (!(await lockLook(tx, lookId))) return null;
    const pictures = await findLookPictures(tx, lookId);
    const known = pictures.find((picture) => picture.storageKey === storageKey);
    if (known) return { id: known.id, added: false };
    await lockUnusedLook(tx, lookId);
    if (pictures.length >= MAX_LOOK_PICTURES) throw refuse("file", `A look has at most ${MAX_LOOK_PICTURES} pictures.`);
    const place = (pictures.at(-1)?.place ?? 0) + 1;
    await changeLook(tx, lookId, { pictures: { create: { id, storageKey, width, height, place } } });
    return { id, added: true };
  });
  if (!written) return null;
  const picture = await findLookPicture(written.id);
  if (!picture) throw new AppError("not_found", "The picture was deleted.");
  return { added: written.added, picture };
}

/** False where the look has no such picture. Throws a 409 `AppError` while an unfinished job uses the look. */
export function removeLookPicture(lookId: string, id: string): Promise<boolean> {
  return transaction(async (tx) => {
    if (!(await lockUnusedLook(tx, lookId))) return false;
    const picture = (await findLookPictures(tx, lookId)).find((each) => each.id === id);
    if (!picture) return false;
    await changeLook(tx, lookId, { pictures: { delete: { id } } });
    await removeDeleted(tx, id, [picture.storageKey]);
    return true;
  });
}
