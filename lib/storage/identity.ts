import "server-only";
import { CantStart } from "#lib/cant-start.ts";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import {
  confirmStoreIdentity,
  ensureStoreIdentity,
  findSomePhotos,
  lockStoreIdentity,
} from "#lib/db/objects/store-identity.ts";
import { storeIdKey, thumbnailKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";

const HOW_TO_ADOPT = "To use it on purpose, start once with STORE_ADOPT=on";

function refuse({ kind }: Store, found: string | null): never {
  const where = kind === "s3" ? "The bucket of S3_BUCKET" : "The folder of DATA_DIR";
  const what = found === null ? "does not hold the images of this database" : "holds the images of another database";
  const check =
    kind === "s3"
      ? "Check S3_BUCKET and S3_ENDPOINT"
      : "Set S3_BUCKET so that all processes share one store, or check DATA_DIR";
  throw new CantStart(`${where} ${what}. ${check}. ${HOW_TO_ADOPT}.`);
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
