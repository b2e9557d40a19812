import "server-only";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { planRemoval, type Removal, removeNow } from "#lib/catalog/remove-objects.ts";
import type { NewSourceImage } from "#lib/db/catalog.ts";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import {
  deletePhoto,
  findPhoto,
  insertPhoto,
  isInUse,
  lockPhoto,
  lockPhotos,
  lockProduct,
  moveToSlots,
  type Photo,
} from "#lib/db/product-edit.ts";
import { findProduct, findSourceImage } from "#lib/db/products.ts";
import { AppError } from "#lib/errors.ts";
import type { UploadRules } from "#lib/http/upload.ts";
import { NotAPicture } from "#lib/pictures/decode.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { MAX_PHOTO_BYTES, type Product, type SourceImage } from "#lib/schemas/product.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { putPicture, removePicture, store } from "#lib/storage/storage.ts";

/** A photo to upload. */
export const PHOTO_FILE: UploadRules = {
  maxBytes: MAX_PHOTO_BYTES,
  tooLarge: "The photo is larger than 25 MB.",
  missing: "Choose a JPEG, PNG, WebP, AVIF, GIF or TIFF file.",
};

type NewPicture = Omit<NewSourceImage, "variant">;

/** Looks at a file and stores it as a new object. Throws a 422 `AppError` where it is no picture. */
async function storeFile(path: string): Promise<NewPicture> {
  const bytes = await readFile(path);
  const { thumbnail, ...facts } = await inspectPicture(bytes).catch((cause: unknown) => {
    if (!(cause instanceof NotAPicture)) throw cause;
    throw new AppError("unprocessable", cause.message, { cause, fields: [{ path: "file", message: cause.message }] });
  });
  const id = randomUUID();
  const storageKey = sourceKey(id);
  await putPicture(store(), storageKey, { bytes, mimeType: facts.mimeType, thumbnail });
  return { id, storageKey, bytes: bytes.byteLength, ...facts };
}

/** Stores a file and lets `write` use it in a transaction; where it does not (null or an error), the object is removed again. */
async function withStoredFile<Result>(
  path: string,
  write: (tx: Transaction, picture: NewPicture) => Promise<{ used: boolean; result: Result }>,
): Promise<Result> {
  const picture = await storeFile(path);
  let used = false;
  try {
    const written = await transaction((tx) => write(tx, picture), MANY_ROWS);
    used = written.used;
    return written.result;
  } finally {
    if (!used) await removePicture(store(), picture.storageKey);
  }
}

async function readBack(id: string): Promise<SourceImage> {
  const photo = await findSourceImage(id);
  if (!photo) throw new AppError("not_found", "The photo was deleted.");
  return photo;
}

/**
 * Adds a photo to a product's slot; null where there is no such product. The very same picture in that slot is left as it
 * is: `added` is false then.
 */
export async function addPhoto(
  productId: string,
  variant: string,
  path: string,
): Promise<{ added: boolean; sourceImage: SourceImage } | null> {
  const written = await withStoredFile<{ id: string; added: boolean } | null>(path, async (tx, picture) => {
    if (!(await lockProduct(tx, productId))) return { used: false, result: null };
    const known = await findPhoto(tx, { productId, variant, sha256: picture.sha256 });
    if (known !== null) return { used: false, result: { id: known, added: false } };
    await insertPhoto(tx, { ...picture, variant, productId });
    return { used: true, result: { id: picture.id, added: true } };
  });
  return written && { added: written.added, sourceImage: await readBack(written.id) };
}

async function refuseInUse(tx: Transaction, { id }: Photo): Promise<void> {
  if (await isInUse(tx, { sourceImageId: id }))
    throw new AppError("conflict", "A job that has not ended uses this photo. Wait for it, or cancel it.");
}

/** Puts another picture in a photo's place; null where there is no such photo. Throws a 409 `AppError` while a job uses it. */
export async function replacePhoto(id: string, path: string): Promise<SourceImage | null> {
  type Replaced = { id: string; removal: Removal | null };
  const replaced = await withStoredFile<Replaced | null>(path, async (tx, picture) => {
    const old = await lockPhoto(tx, id);
    if (!old) return { used: false, result: null };
    if (old.sha256 === picture.sha256) return { used: false, result: { id, removal: null } };
    await refuseInUse(tx, old);
    const { productId, variant, storageKey } = old;
    if ((await findPhoto(tx, { productId, variant, sha256: picture.sha256 })) !== null)
      throw new AppError("conflict", `The product has this very picture as ${variant} already.`);
    await insertPhoto(tx, { ...picture, variant, productId });
    await deletePhoto(tx, id);
    return { used: true, result: { id: picture.id, removal: await planRemoval(tx, [storageKey]) } };
  });
  if (replaced?.removal) await removeNow(replaced.removal);
  return replaced && readBack(replaced.id);
}

/** Deletes a photo; false where there is none. Throws a 409 `AppError` while a job uses it. */
export async function removePhoto(id: string): Promise<boolean> {
  const removal = await transaction(async (tx) => {
    const photo = await lockPhoto(tx, id);
    if (!photo) return null;
    await refuseInUse(tx, photo);
    await deletePhoto(tx, id);
    return planRemoval(tx, [photo.storageKey]);
  }, MANY_ROWS);
  if (removal) await removeNow(removal);
  return removal !== null;
}

function refuseTwice(photos: Photo[], slots: Readonly<Record<string, string>>): void {
  const met = new Set<string>();
  for (const { id, variant, sha256 } of photos) {
    const place = `${slots[id] ?? variant} ${sha256}`;
    if (met.has(place))
      throw new AppError("conflict", `${slots[id] ?? variant} would hold the same picture twice. Delete one of them.`);
    met.add(place);
  }
}

/**
 * Moves photos of a product to other slots, all at once, so that two can change places; null where there is no such
 * product. Throws a 422 `AppError` for a photo that is not the product's, a 409 where a slot would hold a picture twice.
 */
export async function movePhotos(productId: string, slots: Readonly<Record<string, string>>): Promise<Product | null> {
  const found = await transaction(async (tx) => {
    if (!(await lockProduct(tx, productId))) return false;
    const photos = await lockPhotos(tx, productId);
    const own = new Set(photos.map(({ id }) => id));
    const foreign = Object.keys(slots).find((id) => !own.has(id));
    if (foreign !== undefined) {
      const fields = [{ path: `slots.${foreign}`, message: "This is no photo of the product." }];
      throw new AppError("unprocessable", "A photo named here is not the product's. Reload the page.", { fields });
    }
    refuseTwice(photos, slots);
    const moves = photos.flatMap(({ id, variant }) => {
      const slot = slots[id];
      return slot === undefined || slot === variant ? [] : [{ id, variant: slot }];
    });
    await moveToSlots(tx, moves);
    return true;
  });
  return found ? findProduct(productId) : null;
}
