import "server-only";
import { DUPLICATE_BITS, duplicateCheck, worstVerdict } from "#lib/compliance/checks.ts";
import type { Measured } from "#lib/compliance/measure.ts";
import { type Transaction, transaction } from "#lib/db/client.ts";
import {
  type Checkable,
  findCheckable,
  findComparedImages,
  findComparedJob,
  findNearDuplicates,
  markUnreadable,
  type NearDuplicate,
  replaceChecks,
  saveChecks,
  savePerceptualHash,
} from "#lib/db/images/checks.ts";
import { lockNearDuplicates } from "#lib/db/locks.ts";
import { runPictureTask } from "#lib/picture-work/pool.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import type { Check } from "#lib/schemas/check.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";

/** The thumbnail of a photo, which its image is compared with. */
export async function photoOf(sourceKey: string | null, from: Pick<Store, "get">): Promise<Uint8Array | null> {
  return sourceKey ? from.get(thumbnailKey(sourceKey)) : null;
}

/** Null where the picture is gone or can't be read. */
async function measure(image: Checkable, from: Store): Promise<Measured | null> {
  const [bytes, photo] = await Promise.all([from.get(image.storageKey), photoOf(image.sourceKey, from)]);
  if (!bytes) return null;
  try {
    return await runPictureTask("measurePicture", [bytes, { variant: image.targetVariant, photo }]);
  } catch (error) {
    if (error instanceof NotAPicture) return null;
    throw error;
  }
}

/** Where its picture is gone or can't be read the image stays unchecked. Safe to run twice. Throws `StoreError`. */
export async function checkStoredImage(id: string, from: Store): Promise<void> {
  const image = await findCheckable(id);
  if (!image) return refreshDuplicates(id);
  const measured = await measure(image, from);
  if (measured)
    await transaction(async (tx) => {
      await savePerceptualHash(tx, id, measured.hash);
      await saveMeasured(tx, image, measured.checks);
    });
  else await markUnreadable(id);
}

const toChecked = (checks: Check[]) => ({ checks, verdict: worstVerdict(checks) });

async function updateDuplicateCheck(tx: Transaction, image: NearDuplicate): Promise<void> {
  const known = image.checks.find(({ id }) => id === "duplicate");
  if (!known || known.value === image.distance) return;
  const updated = image.checks.map((check) => (check === known ? duplicateCheck(image.distance) : check));
  await replaceChecks(tx, image, toChecked(updated));
}

type MeasuredImage = Pick<Checkable, "id" | "originJobId" | "targetVariant">;

/** Its hash is in its row. The last that its transaction does before the queue's messages: see the order of locks. */
export async function saveMeasured(tx: Transaction, image: MeasuredImage, checks: Check[]): Promise<void> {
  const { id, originJobId } = image;
  if (originJobId) await lockNearDuplicates(tx, originJobId);
  const alike = originJobId ? await findNearDuplicates(tx, { id, originJobId }, DUPLICATE_BITS) : [];
  const own = alike.find((other) => other.id === id);
  await saveChecks(tx, image, toChecked([...checks, duplicateCheck(own?.distance ?? null)]));
  for (const other of alike) if (other !== own) await updateDuplicateCheck(tx, other);
}

/**
 * Compares a checked image again, and what looks like it or like its other versions: after it became current or stopped being so.
 * Needs no picture. Does nothing where it was not checked.
 */
export async function refreshDuplicates(id: string): Promise<void> {
  const originJobId = await findComparedJob(id);
  if (!originJobId) return;
  await transaction(async (tx) => {
    await lockNearDuplicates(tx, originJobId);
    for (const image of await findNearDuplicates(tx, { id, originJobId }, DUPLICATE_BITS))
      await updateDuplicateCheck(tx, image);
  });
}

export const findComparedWith = (id: string): Promise<string[]> => findComparedImages(id, DUPLICATE_BITS);
