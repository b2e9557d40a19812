import "server-only";
import { createHash } from "node:crypto";
import { hasSourceImage, type Identifiers, type NewSourceImage } from "#lib/db/catalog.ts";
import { db } from "#lib/db/client.ts";
import { RowError } from "#lib/import/row.ts";
import { NotAPicture } from "#lib/pictures/decode.ts";
import { type InspectedPicture, inspectPicture } from "#lib/pictures/inspect.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { putPicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

async function inspect(bytes: Uint8Array): Promise<InspectedPicture> {
  return inspectPicture(bytes).catch((cause: unknown) => {
    if (cause instanceof NotAPicture) throw new RowError("NOT_AN_IMAGE", cause.message, { cause });
    throw cause;
  });
}

/**
 * The id of a picture by its place in an import: an import that is taken up again after a crash writes the same object
 * instead of a second one.
 */
function pictureId(...place: (string | number)[]): string {
  const hash = createHash("sha256").update(JSON.stringify(place)).digest("hex");
  return hash.slice(0, 32).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/** The id of a picture of a batch: of the one that begins after `from` lines the picture number `index`. */
export function batchPictureId(importId: string, from: number, index: number): string {
  return pictureId(importId, from, index);
}

/** The id of a picture that is fetched from a link. */
export function linkPictureId(importId: string, linkId: number): string {
  return pictureId(importId, "link", linkId);
}

/** More pictures than any batch has: those of its last row, a picture for each slot, may exceed the number at which it ends. */
const MOST_OF_A_BATCH = 300;

/** Where pictures of a batch may be that a process stored and was killed before it wrote them. */
export function unwrittenPictureKeys(importId: string, from: number): string[] {
  return Array.from({ length: MOST_OF_A_BATCH }, (_, index) => sourceKey(batchPictureId(importId, from, index)));
}

/** Looks at a picture and stores it; null where the product that `owner` names has it in that slot. Throws `RowError`. */
export async function storePicture(
  store: Store,
  owner: { id: string } | Identifiers,
  { id, variant, bytes }: { id: string; variant: string; bytes: Uint8Array },
): Promise<NewSourceImage | null> {
  const { thumbnail, ...facts } = await inspect(bytes);
  const named = "id" in owner ? { id: owner.id } : { asin: owner.asin, sku: owner.sku };
  if (await hasSourceImage(await db(), named, { variant, sha256: facts.sha256 })) return null;
  const storageKey = sourceKey(id);
  await putPicture(store, storageKey, { bytes, mimeType: facts.mimeType, thumbnail });
  return { id, variant, storageKey, bytes: bytes.byteLength, ...facts };
}
