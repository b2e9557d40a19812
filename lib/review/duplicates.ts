import "server-only";
import { DUPLICATE_BITS, duplicateCheck, worstVerdict } from "#lib/compliance/checks.ts";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { type Checkable, mendChecks, saveChecks } from "#lib/db/images/checks.ts";
import {
  findLikenesses,
  findLookJob,
  findLooksBeside,
  type Likeness,
  lockLooks,
  saveLook,
} from "#lib/db/look-alikes.ts";
import type { Check } from "#lib/schemas/check.ts";

const toChecked = (checks: Check[]) => ({ checks, verdict: worstVerdict(checks) });

/** Brings what was said of an image's likeness up to date. */
async function mend(tx: Transaction, image: Likeness): Promise<void> {
  const known = image.checks.find(({ id }) => id === "duplicate");
  if (!known || known.value === image.distance) return;
  const mended = image.checks.map((check) => (check === known ? duplicateCheck(image.distance) : check));
  await mendChecks(tx, image, toChecked(mended));
}

/** Writes what was measured of an image with its likeness to other products' results in its job, and tells these of it. */
export async function saveMeasured(image: Checkable, measured: { checks: Check[]; hash: bigint }): Promise<void> {
  const { id, originJobId } = image;
  await transaction(async (tx) => {
    if (originJobId) await lockLooks(tx, originJobId);
    await saveLook(tx, id, measured.hash);
    const alike = originJobId ? await findLikenesses(tx, { id, originJobId }, DUPLICATE_BITS) : [];
    const own = alike.find((other) => other.id === id);
    await saveChecks(tx, image, toChecked([...measured.checks, duplicateCheck(own?.distance ?? null)]));
    for (const other of alike) if (other !== own) await mend(tx, other);
  });
}

/**
 * Compares a checked image anew, and what looks like it or like its other versions: after it began or ceased to count.
 * Needs no picture. Does nothing where it was not checked.
 */
export async function refreshDuplicates(id: string): Promise<void> {
  const originJobId = await findLookJob(id);
  if (!originJobId) return;
  await transaction(async (tx) => {
    await lockLooks(tx, originJobId);
    for (const image of await findLikenesses(tx, { id, originJobId }, DUPLICATE_BITS)) await mend(tx, image);
  });
}

/** The images to compare anew once this one is gone. */
export const findComparedWith = (id: string): Promise<string[]> => findLooksBeside(id, DUPLICATE_BITS);
