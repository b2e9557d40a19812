import "server-only";
import { randomUUID } from "node:crypto";
import { type Note, noteObject } from "#lib/catalog/remove-objects.ts";
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

/** A picture in the store, which goes in a day unless a row comes to need it. */
export type StoredPicture = { image: NewSourceImage; note: Note };

/** Looks at a picture and stores it; null where the product that `owner` names has it in that slot. Throws `RowError`. */
export async function storePicture(
  store: Store,
  owner: { id: string } | Identifiers,
  { variant, bytes }: { variant: string; bytes: Uint8Array },
): Promise<StoredPicture | null> {
  const { thumbnail, ...facts } = await inspect(bytes);
  const named = "id" in owner ? { id: owner.id } : { asin: owner.asin, sku: owner.sku };
  if (await hasSourceImage(await db(), named, { variant, sha256: facts.sha256 })) return null;
  const id = randomUUID();
  const storageKey = sourceKey(id);
  const note = await noteObject(storageKey);
  await putPicture(store, storageKey, { bytes, mimeType: facts.mimeType, thumbnail });
  return { image: { id, variant, storageKey, bytes: bytes.byteLength, ...facts }, note };
}
