import "server-only";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { deleteOnce } from "#lib/catalog/delete-once.ts";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { despiteLostAnswer } from "#lib/db/connection/lost-answer.ts";
import { lockPhoto, lockPhotos, lockProduct, type Photo } from "#lib/db/locks.ts";
import { deletePhoto, findPhoto, insertPhoto, isInUse, moveToVariants } from "#lib/db/products/edit.ts";
import type { NewSourceImage } from "#lib/db/products/import.ts";
import { findProduct, findSourceImage } from "#lib/db/products/read.ts";
import { AppError } from "#lib/errors.ts";
import { PictureProcessEnded, runPictureTask } from "#lib/picture-work/pool.ts";
import type { InspectedPicture } from "#lib/pictures/inspect.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";
import type { UploadRules } from "#lib/schemas/upload.ts";
import { MAX_PHOTO_BYTES } from "#lib/schemas/upload.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { keepNoted, noteObjects, releaseNoted, removeDeleted } from "#lib/storage/remove-objects.ts";
import { putPicture, store } from "#lib/storage/storage.ts";

export const PHOTO_FILE: UploadRules = {
  maxBytes: MAX_PHOTO_BYTES,
  tooLarge: "The photo is larger than 25 MB.",
  missing: "Choose a JPEG, PNG, WebP, AVIF, GIF or TIFF file.",
};

type NewPicture = Omit<NewSourceImage, "variant">;

/** Throws a 422 `AppError` if it is not a picture. */
function inspectUpload(bytes: Uint8Array): Promise<InspectedPicture> {
  return runPictureTask("inspectPicture", [bytes]).catch((cause: unknown) => {
    if (!(cause instanceof NotAPicture || cause instanceof PictureProcessEnded)) throw cause;
    throw new AppError("unprocessable", cause.message, { cause, fields: [{ path: "file", message: cause.message }] });
  });
}

/** `added`: by this request. */
type Written = { id: string; added: boolean };

/**
 * Stores a file and runs `write` in a transaction. On failure the object is removed; with an unknown outcome the
 * database decides.
 */
async function withStoredFile(
  path: string,
  write: (tx: Transaction, picture: NewPicture) => Promise<Written | null>,
): Promise<Written | null> {
  const bytes = await readFile(path);
  const inspected = await inspectUpload(bytes);
  const storageKey = sourceKey(inspected.facts.sha256);
  const picture = { id: randomUUID(), storageKey, ...inspected.facts };
  const note = await noteObjects([storageKey]);
  let written: Written | null = null;
  try {
    if (!note.stored.has(storageKey)) await putPicture(store(), storageKey, bytes, inspected);
    const add = async (tx: Transaction) => {
      const done = await write(tx, picture);
      if (done?.added) await keepNoted(tx, [note]);
      return done;
    };
    written = await despiteLostAnswer(
      () => transaction(add, MANY_ROWS),
      async () => ((await findSourceImage(picture.id)) ? { id: picture.id, added: true } : null),
    );
    return written;
  } finally {
    if (!written?.added) await releaseNoted([note]);
  }
}

async function readBack(id: string): Promise<SourceImage> {
  const photo = await findSourceImage(id);
  if (!photo) throw new AppError("not_found", "The photo was deleted.");
  return photo;
}

/** Null for an unknown product. `added` is false if the variant already has the same picture. */
export async function addPhoto(
  productId: string,
  variant: string,
  path: string,
): Promise<{ added: boolean; sourceImage: SourceImage } | null> {
  const written = await withStoredFile(path, async (tx, picture) => {
    if (!(await lockProduct(tx, productId))) return null;
    const known = await findPhoto(tx, { productId, variant, sha256: picture.sha256 });
    if (known !== null) return { id: known, added: false };
    await insertPhoto(tx, { ...picture, variant, productId });
    return { id: picture.id, added: true };
  });
  return written && { added: written.added, sourceImage: await readBack(written.id) };
}

async function refuseInUse(tx: Transaction, { id }: Photo): Promise<void> {
  if (await isInUse(tx, { sourceImageId: id }))
    throw new AppError("conflict", "An unfinished job uses this photo. Wait for it to finish, or cancel it.");
}

/** The old photo can be restored. Null for an unknown photo. Throws a 409 `AppError` while a job uses it. */
export async function replacePhoto(id: string, path: string): Promise<SourceImage | null> {
  const replaced = await withStoredFile(path, async (tx, picture) => {
    const old = await lockPhoto(tx, id);
    if (!old) return null;
    if (old.sha256 === picture.sha256) return { id, added: false };
    await refuseInUse(tx, old);
    const { productId, variant, storageKey } = old;
    if ((await findPhoto(tx, { productId, variant, sha256: picture.sha256 })) !== null)
      throw new AppError("conflict", `The product already has this picture as ${variant}.`);
    await insertPhoto(tx, { ...picture, variant, productId });
    await deletePhoto(tx, id);
    await removeDeleted(tx, id, [storageKey]);
    return { id: picture.id, added: true };
  });
  return replaced && readBack(replaced.id);
}

/** False for an unknown photo. Throws a 409 `AppError` while a job uses it. */
export function removePhoto(id: string): Promise<boolean> {
  return deleteOnce(id, async (tx) => {
    const photo = await lockPhoto(tx, id);
    if (!photo) return false;
    await refuseInUse(tx, photo);
    await deletePhoto(tx, id);
    await removeDeleted(tx, id, [photo.storageKey]);
    return true;
  });
}

function refuseTwice(photos: Photo[], variants: Readonly<Record<string, string>>): void {
  const met = new Set<string>();
  for (const { id, variant, sha256 } of photos) {
    const place = `${variants[id] ?? variant} ${sha256}`;
    if (met.has(place))
      throw new AppError(
        "conflict",
        `${variants[id] ?? variant} would have the same picture twice. Delete one of them.`,
      );
    met.add(place);
  }
}

/**
 * All at once, so that two can be exchanged. Null for an unknown product. Throws a 422 `AppError` for photos of other
 * products, a 409 if a variant would have a picture twice.
 */
export async function movePhotos(
  productId: string,
  variants: Readonly<Record<string, string>>,
): Promise<Product | null> {
  const found = await transaction(async (tx) => {
    if (!(await lockProduct(tx, productId))) return false;
    const photos = await lockPhotos(tx, productId);
    const own = new Set(photos.map(({ id }) => id));
    const foreign = Object.keys(variants).find((id) => !own.has(id));
    if (foreign !== undefined) {
      const fields = [{ path: `variants.${foreign}`, message: "This photo does not belong to the product." }];
      throw new AppError("unprocessable", "One of these photos does not belong to the product. Reload the page.", {
        fields,
      });
    }
    refuseTwice(photos, variants);
    const moves = photos.flatMap((photo) => {
      const variant = variants[photo.id];
      return variant === undefined || variant === photo.variant ? [] : [{ id: photo.id, variant }];
    });
    await moveToVariants(tx, moves);
    return true;
  });
  return found ? findProduct(productId) : null;
}
