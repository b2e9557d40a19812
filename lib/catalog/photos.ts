import "server-only";
import { deleteOnce } from "#lib/catalog/delete-once.ts";
import { withStoredFile } from "#lib/catalog/stored-file.ts";
import { record } from "#lib/db/audit.ts";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { lockPhoto, lockPhotos, lockProduct, type Photo } from "#lib/db/locks.ts";
import { deletePhoto, findPhoto, insertPhoto, isInUse, moveToVariants } from "#lib/db/products/edit.ts";
import { findProduct, findSourceImage } from "#lib/db/products/read.ts";
import { AppError } from "#lib/errors.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";
import type { UploadRules } from "#lib/schemas/upload.ts";
import { MAX_PHOTO_BYTES } from "#lib/schemas/upload.ts";
import { removeDeleted } from "#lib/storage/remove-objects.ts";

export const PHOTO_FILE: UploadRules = {
  maxBytes: MAX_PHOTO_BYTES,
  tooLarge: "The photo is larger than 25 MB.",
  missing: "Choose a JPEG, PNG, WebP, AVIF, GIF or TIFF file.",
};

const isPhoto = async (id: string) => (await findSourceImage(id)) !== null;

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
  const written = await withStoredFile(path, isPhoto, async (tx, picture) => {
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
  const replaced = await withStoredFile(path, isPhoto, async (tx, picture) => {
    const old = await lockPhoto(tx, id);
    if (!old) return null;
    if (old.sha256 === picture.sha256) return { id, added: false };
    await refuseInUse(tx, old);
    const { productId, variant, storageKey } = old;
    if ((await findPhoto(tx, { productId, variant, sha256: picture.sha256 })) !== null)
      throw new AppError("conflict", `The product already has this picture as ${variant}.`);
    await insertPhoto(tx, { ...picture, variant, productId });
    await deletePhoto(tx, id);
    await record("photo.replace", { target: id, details: { by: picture.id } }, tx);
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
