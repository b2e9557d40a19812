import "server-only";
import { resolve } from "node:path";
import { CantStart } from "#lib/cant-start.ts";
import { env } from "#lib/env.ts";
import { s3Store } from "#lib/s3.ts";
import { diskStore } from "#lib/storage/disk.ts";
import { type Store, StoreError, withStoreErrors } from "#lib/storage/store.ts";

/*
 * A place holds any number of backups. Objects are never changed, so that all of them share one copy of each:
 *
 *   backups/<name>.json          the manifest, written last: with it a backup is complete
 *   backups/<name>.unfinished    until then
 *   rows/<name>/<table>.copy     the rows of a table as COPY writes them (text format)
 *   rows/<name>/objects.jsonl    key, length and SHA-256 of each object, in the order of their folders and keys
 *   objects/<key>
 */

export const MANIFESTS = "backups/";
export const manifestKey = (name: string) => `${MANIFESTS}${name}.json`;
export const unfinishedKey = (name: string) => `${MANIFESTS}${name}.unfinished`;
export const rowsFolder = (name: string) => `rows/${name}/`;
export const listKey = (name: string) => `${rowsFolder(name)}objects.jsonl`;
export const objectKey = (key: string) => `objects/${key}`;

export type Place = { address: string; store: Store };

const IN_S3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;

/** The same store, with `prefix` before each key. */
function below(store: Store, prefix: string): Store {
  return {
    ...store,
    put: (key, ...rest) => store.put(prefix + key, ...rest),
    get: (key) => store.get(prefix + key),
    open: (key) => store.open(prefix + key),
    remove: (key) => store.remove(prefix + key),
    async list(folder, from) {
      const { objects, next } = await store.list(prefix + folder, from);
      return { objects: objects.map(({ key, ...facts }) => ({ key: key.slice(prefix.length), ...facts })), next };
    },
    putFile: (key, path) => store.putFile(prefix + key, path),
    getFile: (key, path) => store.getFile(prefix + key, path),
  };
}

/** Errors of the store speak of the one that holds the images. */
function named(address: string, store: Store): Store {
  return withStoreErrors(store, (error) => {
    const { code, cause } = error instanceof StoreError ? error : new StoreError("STORE_FAILED", "", { cause: error });
    const reason = cause instanceof Error ? ("code" in cause ? String(cause.code) : cause.name) : code;
    return new StoreError(code, `The place of the backups, ${address}, can't be used (${reason}).`, { cause: error });
  });
}

/** `address`: a folder, or `s3://bucket/prefix` with the settings of S3. Throws `CantStart`. */
export function openPlace(address: string): Place {
  if (!address.startsWith("s3://")) {
    const folder = resolve(/* turbopackIgnore: true */ address);
    return { address: folder, store: named(folder, diskStore({ path: folder, setting: "BACKUP_DIR" })) };
  }
  const [, bucket, path = ""] = IN_S3.exec(address) ?? [];
  if (bucket === undefined) throw new CantStart(`"${address}" is no place for backups: expected s3://bucket/prefix.`);
  const prefix = path.replace(/\/*$/, "");
  return {
    address,
    store: named(address, below(s3Store({ ...env(), bucket }), prefix === "" ? "" : `${prefix}/`)),
  };
}

/** That of `BACKUP_DIR`; null where it is not set. */
export function ownPlace(): Place | null {
  const { BACKUP_DIR } = env();
  return BACKUP_DIR === undefined ? null : openPlace(BACKUP_DIR);
}
