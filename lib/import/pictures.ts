import "server-only";
import pMap from "p-map";
import { db } from "#lib/db/client.ts";
import { findKnownPictures, type NewSourceImage, type OwnedPicture } from "#lib/db/products/import.ts";
import { risingIds } from "#lib/db/rising-ids.ts";
import type { PhotoBudget } from "#lib/import/budget.ts";
import { RowError } from "#lib/import/row.ts";
import { PictureProcessEnded, runPictureTask } from "#lib/picture-work/pool.ts";
import { contentHash } from "#lib/pictures/content-hash.ts";
import type { InspectedPicture } from "#lib/pictures/inspect.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { type Note, noteObjects } from "#lib/storage/remove-objects.ts";
import { putPicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

/** `read` returns the bytes again: they are not kept. */
export type Photo = InspectedPicture & { read: () => Promise<Uint8Array> };

/** Pictures stored at once: the disk syncs many files in about the time of one. */
const AT_ONCE = 8;
/** Contents whose facts, without the picture, are kept in memory. */
const MAX_SEEN = 200;

async function inspect(bytes: Uint8Array, sha256: string): Promise<InspectedPicture> {
  try {
    return await runPictureTask("inspectPicture", [bytes, sha256]);
  } catch (cause) {
    if (cause instanceof NotAPicture || cause instanceof PictureProcessEnded)
      throw new RowError("NOT_AN_IMAGE", cause.message, { cause });
    throw cause;
  }
}

export class PhotoInspector {
  readonly #seen = new Map<string, Promise<InspectedPicture>>();

  /** `read`: returns the bytes again. Throws `RowError`. */
  async look(bytes: Uint8Array, read: Photo["read"] = async () => bytes): Promise<Photo> {
    const sha256 = contentHash(bytes);
    const seeing = this.#seen.get(sha256) ?? this.#see(bytes, sha256);
    return { ...(await seeing), read };
  }

  #see(bytes: Uint8Array, sha256: string): Promise<InspectedPicture> {
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined && this.#seen.size >= MAX_SEEN) this.#seen.delete(oldest);
    const seeing = inspect(bytes, sha256).catch((error: unknown) => {
      // Only what is wrong with the picture is true of it the next time.
      if (!(error instanceof RowError)) this.#seen.delete(sha256);
      throw error;
    });
    this.#seen.set(sha256, seeing);
    return seeing;
  }
}

export type WantedPicture = Pick<OwnedPicture, "owner" | "variant"> & { photo: Photo };

/** Stored pictures are removed after a day unless rows need them; null if there are none. */
type StoredPictures = {
  /** Same order as wanted; null if the product has it already. */
  images: (NewSourceImage | null)[];
  note: Note | null;
};

function newImage(id: string, { variant, photo: { facts } }: WantedPicture): NewSourceImage {
  return { id, variant, storageKey: sourceKey(facts.sha256), ...facts };
}

/** Stores missing pictures, each content once, all under one note. */
export async function storePictures(
  store: Store,
  budget: PhotoBudget,
  wanted: readonly WantedPicture[],
): Promise<StoredPictures> {
  if (wanted.length === 0) return { images: [], note: null };
  const pictures = wanted.map((picture) => ({ ...picture, sha256: picture.photo.facts.sha256 }));
  const isKnown = await findKnownPictures(db, pictures);
  const ids = risingIds(pictures.length);
  const images = pictures.map((picture, index) => (isKnown(picture) ? null : newImage(ids[index] ?? "", picture)));
  const keys = new Set(images.flatMap((image) => image?.storageKey ?? []));
  if (keys.size === 0) return { images, note: null };
  const note = await noteObjects([...keys]);
  const photos = new Map(pictures.map(({ photo, sha256 }) => [sourceKey(sha256), photo]));
  const missing = [...photos].filter(([key]) => keys.has(key) && !note.stored.has(key));
  const put = async ([key, photo]: (typeof missing)[number]) => {
    await putPicture(store, key, await photo.read(), photo);
    await budget.take(photo.facts.bytes);
  };
  await pMap(missing, put, { concurrency: AT_ONCE });
  return { images, note };
}

/** Bytes that these images add to the store, each content once. */
export function countNewBytes(images: readonly NewSourceImage[], { stored }: Note): number {
  const bytes = new Map(images.map((image) => [image.storageKey, stored.has(image.storageKey) ? 0 : image.bytes]));
  return bytes.values().reduce((sum, each) => sum + each, 0);
}
