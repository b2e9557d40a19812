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

/** A picture that was looked at. `read` has its bytes once more, for they are not kept. */
export type Photo = { facts: InspectedPicture & { bytes: number }; read: () => Promise<Uint8Array> };

/** Looks at a picture. Throws `RowError`. */
export async function inspectPhoto(bytes: Uint8Array): Promise<Photo> {
  const facts = await inspectPicture(bytes).catch((cause: unknown) => {
    if (cause instanceof NotAPicture) throw new RowError("NOT_AN_IMAGE", cause.message, { cause });
    throw cause;
  });
  return { facts: { ...facts, bytes: bytes.byteLength }, read: async () => bytes };
}

/** A picture in the store, which goes in a day unless a row comes to need it. `newBytes`: what it takes there that was not taken before. */
export type StoredPicture = { image: NewSourceImage; note: Note; newBytes: number };

/** Stores a picture unless it is there; null where the product that `owner` names has it as that variant. */
export async function storePicture(
  store: Store,
  owner: { id: string } | Identifiers,
  variant: string,
  { facts: { thumbnail, ...facts }, read }: Photo,
): Promise<StoredPicture | null> {
  const named = "id" in owner ? { id: owner.id } : { asin: owner.asin, sku: owner.sku };
  if (await hasSourceImage(await db(), named, { variant, sha256: facts.sha256 })) return null;
  const storageKey = sourceKey(facts.sha256);
  const note = await noteObject(storageKey);
  if (!note.isStored) await putPicture(store, storageKey, { bytes: await read(), mimeType: facts.mimeType, thumbnail });
  return {
    image: { id: randomUUID(), variant, storageKey, ...facts },
    note,
    newBytes: note.isStored ? 0 : facts.bytes,
  };
}
