import "server-only";
import { existsSync } from "node:fs";
import { CantStart } from "#lib/cant-start.ts";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import {
  confirmStoreIdentity,
  ensureStoreIdentity,
  findSomePhotos,
  lockStoreIdentity,
} from "#lib/db/objects/store-identity.ts";
import { dataPath, imageFolder } from "#lib/storage/data-dir.ts";
import { storeIdKey, thumbnailKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";

const HOW_TO_ADOPT = "To use it on purpose, start once with STORE_ADOPT=on";

/** The images were in DATA_DIR before STORAGE_DIR was set. */
const WHERE_THEY_WERE = "The images may be in the folder images of DATA_DIR: move them, or set STORAGE_DIR to it";

function checkOf({ kind }: Store): string {
  if (kind === "s3") return "Check S3_BUCKET and S3_ENDPOINT";
  if (imageFolder().setting === "STORAGE_DIR" && existsSync(dataPath("images", storeIdKey))) return WHERE_THEY_WERE;
  return `Set S3_BUCKET so that all processes share one store, or check ${imageFolder().setting}`;
}

function refuse(store: Store, found: string | null): never {
  const where = store.kind === "s3" ? "The bucket of S3_BUCKET" : `The folder of ${imageFolder().setting}`;
  const what = found === null ? "does not hold the images of this database" : "holds the images of another database";
  throw new CantStart(`${where} ${what}. ${checkOf(store)}. ${HOW_TO_ADOPT}.`);
}

/** For databases from before store ids: true if the database has no photos or the store holds them. */
async function holdsPhotos(tx: Transaction, store: Store): Promise<boolean> {
  const keys = await findSomePhotos(tx, 5);
  const found = await Promise.all(keys.map((key) => store.get(thumbnailKey(key))));
  return keys.length === 0 || found.some((bytes) => bytes !== null);
}

async function confirm(tx: Transaction, store: Store, adopt: boolean): Promise<void> {
  const { storeId, confirmedMs } = await lockStoreIdentity(tx);
  const confirmed = confirmedMs !== null;
  const bytes = await store.get(storeIdKey);
  const found = bytes && new TextDecoder().decode(bytes);
  if (found === storeId) return confirmed ? undefined : confirmStoreIdentity(tx, storeId);
  const isOurs = found === null && !confirmed && (await holdsPhotos(tx, store));
  if (!adopt && !isOurs) refuse(store, found);
  if (found === null) await store.put(storeIdKey, new TextEncoder().encode(storeId), "text/plain");
  await confirmStoreIdentity(tx, found ?? storeId);
}

/** In ms; null if the store does not have the database's id. */
export async function confirmedFor(store: Store): Promise<number | null> {
  await ensureStoreIdentity();
  const { storeId, confirmedMs } = await transaction(lockStoreIdentity);
  const bytes = await store.get(storeIdKey);
  return bytes !== null && new TextDecoder().decode(bytes) === storeId ? confirmedMs : null;
}

/** By an id in both. A database's first start writes it; `adopt` accepts another store. Throws `CantStart` and `StoreError`. */
export async function confirmStore(store: Store, adopt: boolean): Promise<void> {
  await ensureStoreIdentity();
  // The one transaction that awaits the store: processes that start together must not each put an id of their own.
  await transaction((tx) => confirm(tx, store, adopt), MANY_ROWS);
}
