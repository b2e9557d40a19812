import "server-only";
import { checkImage, DUPLICATE_BITS, duplicateCheck, worstVerdict } from "#lib/compliance/checks.ts";
import { examine } from "#lib/compliance/examine.ts";
import { transaction } from "#lib/db/client.ts";
import {
  type Alike,
  type Checkable,
  findAlike,
  findCheckable,
  findUnchecked,
  saveChecks,
} from "#lib/db/image-checks.ts";
import { findImage } from "#lib/db/images.ts";
import { NotAPicture } from "#lib/pictures/inspect.ts";
import type { Check } from "#lib/schemas/check.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { isStoreError, type Store } from "#lib/storage/store.ts";

/** The hash of the source photo, taken from its thumbnail; null where it is gone. */
async function sourceHash({ sourceKey }: Checkable, from: Store): Promise<bigint | null> {
  const bytes = sourceKey && (await from.get(thumbnailKey(sourceKey)));
  return bytes ? (await examine(bytes)).hash : null;
}

type Measured = { checks: Check[]; hash: bigint };

async function measure(image: Checkable, from: Store): Promise<Measured | null> {
  const bytes = await from.get(image.storageKey);
  if (!bytes) return null;
  const examined = await examine(bytes);
  return {
    checks: checkImage(examined, { slot: image.targetSlot, sourceHash: await sourceHash(image, from) }),
    hash: examined.hash,
  };
}

/** The other's checks, now that there is a picture as like it as `distance`; null where it has a liker one already. */
function withDuplicate({ checks, distance }: Alike): Check[] | null {
  const known = checks.find(({ id }) => id === "duplicate");
  if (!known || (typeof known.value === "number" && known.value <= distance)) return null;
  return checks.map((check) => (check === known ? duplicateCheck(distance) : check));
}

async function save(image: Checkable, { checks, hash }: Measured): Promise<void> {
  await transaction(async (tx) => {
    const alike = await findAlike(tx, image, hash, DUPLICATE_BITS);
    const all = [...checks, duplicateCheck(alike[0]?.distance ?? null)];
    await saveChecks(tx, image, all, worstVerdict(all));
    for (const other of alike) {
      const mended = withDuplicate(other);
      if (mended) await saveChecks(tx, { id: other.id }, mended, worstVerdict(mended));
    }
  });
}

/**
 * Measures a finished image and writes what was found. Does nothing where it was checked, was deleted, or its picture is
 * gone or can't be read. Safe to run twice. Throws `StoreError`.
 */
export async function checkStoredImage(id: string, from: Store): Promise<void> {
  const image = await findCheckable(id);
  if (!image) return;
  try {
    const measured = await measure(image, from);
    if (measured) await save(image, measured);
  } catch (error) {
    if (!(error instanceof NotAPicture)) throw error;
  }
}

/** Checks those of these images that were not checked yet, one after the other. Throws `StoreError`. */
export async function checkNow(ids: string[]): Promise<void> {
  for (const id of await findUnchecked(ids)) await checkStoredImage(id, store());
}

/** One image with its checks, measured now where they were not yet; null where it does not exist. */
export async function findCheckedImage(id: string): Promise<GeneratedImage | null> {
  const image = await findImage(id);
  if (!image || image.verdict !== null || image.status !== "COMPLETED" || !image.url) return image;
  try {
    await checkNow([id]);
  } catch (error) {
    if (!isStoreError(error)) throw error;
  }
  return findImage(id);
}
