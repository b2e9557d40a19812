import "server-only";
import { env } from "#lib/env.ts";
import { once } from "#lib/once.ts";
import { s3Store } from "#lib/s3.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { diskStore } from "#lib/storage/disk.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";

/** A bucket if S3_BUCKET is set, else DATA_DIR. */
export function store(): Store {
  return once("store", () => {
    const { S3_BUCKET: bucket, ...options } = env();
    return bucket ? s3Store({ bucket, ...options }) : diskStore(dataPath("images"));
  });
}

type Picture = { bytes: Uint8Array; mimeType: string; thumbnail: Uint8Array };

/** Idempotent. */
export async function putPicture(target: Store, key: string, { bytes, mimeType, thumbnail }: Picture): Promise<void> {
  await Promise.all([target.put(key, bytes, mimeType), target.put(thumbnailKey(key), thumbnail, "image/jpeg")]);
}

export async function removePicture(target: Store, key: string): Promise<void> {
  await Promise.all([target.remove(key), target.remove(thumbnailKey(key))]);
}
