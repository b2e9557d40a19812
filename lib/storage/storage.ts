import "server-only";
import { env } from "#lib/env.ts";
import { once } from "#lib/once.ts";
import type { InspectedPicture, PictureFacts } from "#lib/pictures/inspect.ts";
import { s3Store } from "#lib/s3.ts";
import { imageFolder } from "#lib/storage/data-dir.ts";
import { diskStore } from "#lib/storage/disk.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";

/** A bucket if S3_BUCKET is set, else a folder. */
export function store(): Store {
  return once("store", () => {
    const { S3_BUCKET: bucket, ...options } = env();
    return bucket ? s3Store({ bucket, ...options }) : diskStore(imageFolder());
  });
}

export async function putThumbnail(target: Store, storageKey: string, { thumbnail }: InspectedPicture): Promise<void> {
  await target.put(thumbnailKey(storageKey), thumbnail, "image/jpeg");
}

/** Idempotent. */
export async function putPicture(
  target: Store,
  storageKey: string,
  bytes: Uint8Array,
  inspected: InspectedPicture,
): Promise<PictureFacts & { storageKey: string }> {
  const { facts } = inspected;
  await Promise.all([target.put(storageKey, bytes, facts.mimeType), putThumbnail(target, storageKey, inspected)]);
  return { storageKey, ...facts };
}

export async function removePicture(target: Store, key: string): Promise<void> {
  await Promise.all([target.remove(key), target.remove(thumbnailKey(key))]);
}
