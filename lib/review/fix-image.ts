import "server-only";
import { transaction } from "#lib/db/client.ts";
import { claimFix, completeFix, type FixWork, failFix } from "#lib/db/images/fixes.ts";
import type { StoredImage } from "#lib/db/images/made.ts";
import { runPictureTask } from "#lib/picture-work/pool.ts";
import { CantFix, NotAPicture } from "#lib/pictures/refusals.ts";
import { type Delivery, settle } from "#lib/queue/boss.ts";
import { enqueueChecks } from "#lib/queue/image-messages.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { putPicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

const QUEUE = "fix-image";

type Failure = { code: OutcomeCode; message: string };

const CRASHED: Failure = { code: "CRASHED", message: "The process ended three times while fixing this image." };

async function fix({ id, targetVariant: variant, parentKey }: FixWork, size: number, to: Store): Promise<StoredImage> {
  const original = parentKey && (await to.get(parentKey));
  if (!original) throw new CantFix("The picture to fix is not in the store.");
  const { bytes, ...inspected } = await runPictureTask("fixAndInspect", [original, { variant, size }]);
  return putPicture(to, generatedKey(id), bytes, inspected);
}

function toFailure(error: unknown): Failure {
  if (error instanceof CantFix || error instanceof NotAPicture) return { code: "CANT_FIX", message: error.message };
  throw error;
}

/**
 * Its row ends in the same transaction as the message. Safe to run twice: the same picture gives the same bytes at the
 * same key.
 */
export async function makeFix(
  { imageId, size }: { imageId: string; size: number },
  delivery: Delivery,
  to: Store,
): Promise<void> {
  const work = await transaction((tx) => claimFix(tx, imageId, delivery.id));
  const made = work && (await fix(work, size, to).catch(toFailure));
  await settleFix(imageId, made, delivery);
}

async function settleFix(imageId: string, made: StoredImage | Failure | null, delivery: Delivery): Promise<void> {
  await transaction(async (tx) => {
    if (made && "code" in made) await failFix(tx, imageId, made.code, made.message);
    else if (made && (await completeFix(tx, imageId, made))) await enqueueChecks(tx, [imageId]);
    await settle(tx, QUEUE, delivery);
  });
}

export async function giveUpFix(imageId: string, delivery: Delivery): Promise<void> {
  const work = await transaction((tx) => claimFix(tx, imageId, delivery.id));
  await settleFix(imageId, work && CRASHED, delivery);
}
