import "server-only";
import { checkImage, DUPLICATE_BITS, duplicateCheck, worstVerdict } from "#lib/compliance/checks.ts";
import { examine } from "#lib/compliance/examine.ts";
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
import { NotAPicture } from "#lib/pictures/decode.ts";
import type { Check } from "#lib/schemas/check.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";

const unlessBroken = (error: unknown): null => {
  if (error instanceof NotAPicture) return null;
  throw error;
};

/** Null where the photo is gone or can't be read. */
async function sourceHash({ sourceKey }: Checkable, from: Store): Promise<bigint | null> {
  const bytes = sourceKey && (await from.get(thumbnailKey(sourceKey)));
  const examined = bytes && (await examine(bytes).catch(unlessBroken));
  return examined ? examined.hash : null;
}

type Measured = { checks: Check[]; hash: bigint };

async function measure(image: Checkable, from: Store): Promise<Measured | null> {
  const bytes = await from.get(image.storageKey);
  const examined = bytes && (await examine(bytes).catch(unlessBroken));
  if (!examined) return null;
  return {
    checks: checkImage(examined, { variant: image.targetVariant, sourceHash: await sourceHash(image, from) }),
    hash: examined.hash,
  };
}

/** Where its picture is gone or can't be read the image stays unchecked. Safe to run twice. Throws `StoreError`. */
export async function checkStoredImage(id: string, from: Store): Promise<void> {
  const image = await findCheckable(id);
  if (!image) return refreshDuplicates(id);
  const measured = await measure(image, from);
  if (measured) await saveMeasured(image, measured);
  else await markUnreadable(id);
}

const toChecked = (checks: Check[]) => ({ checks, verdict: worstVerdict(checks) });

async function updateDuplicateCheck(tx: Transaction, image: NearDuplicate): Promise<void> {
  const known = image.checks.find(({ id }) => id === "duplicate");
  if (!known || known.value === image.distance) return;
  const updated = image.checks.map((check) => (check === known ? duplicateCheck(image.distance) : check));
  await replaceChecks(tx, image, toChecked(updated));
}

export async function saveMeasured(image: Checkable, measured: { checks: Check[]; hash: bigint }): Promise<void> {
  const { id, originJobId } = image;
  await transaction(async (tx) => {
    if (originJobId) await lockNearDuplicates(tx, originJobId);
    await savePerceptualHash(tx, id, measured.hash);
    const alike = originJobId ? await findNearDuplicates(tx, { id, originJobId }, DUPLICATE_BITS) : [];
    const own = alike.find((other) => other.id === id);
    await saveChecks(tx, image, toChecked([...measured.checks, duplicateCheck(own?.distance ?? null)]));
    for (const other of alike) if (other !== own) await updateDuplicateCheck(tx, other);
  });
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
