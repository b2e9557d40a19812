import "server-only";
import { appendFile } from "node:fs/promises";
import pMap from "p-map";
import {
  checkDigest,
  type Digest,
  digestOf,
  putMeasured,
  readLines,
  sha256Of,
  withChecked,
} from "#lib/backup/files.ts";
import { listKey, objectKey } from "#lib/backup/place.ts";
import { sniffPicture } from "#lib/pictures/sniff.ts";
import { type BackedUpObject, type BackupFile, backedUpObjectSchema, type Manifest } from "#lib/schemas/backup.ts";
import { FOLDERS, isStorageKey } from "#lib/storage/keys.ts";
import type { Store } from "#lib/storage/store.ts";
import { withTemporaryFile } from "#lib/storage/transit.ts";

const AT_ONCE = 8;
const RESTORED_AT_ONCE = 1_000;

/** Null where there is no such object. `check` throws where it is not to be copied. */
async function copyObject(
  from: { store: Store; key: string },
  to: { store: Store; key: string },
  isPicture: boolean,
  check: (digest: Digest | null) => void = () => {},
): Promise<Digest | null> {
  // A store gives the type that it was told; uploads may be too large for memory.
  if (isPicture) {
    const bytes = await from.store.get(from.key);
    const digest = bytes && { bytes: bytes.byteLength, sha256: sha256Of(bytes) };
    check(digest);
    if (bytes) await to.store.put(to.key, bytes, sniffPicture(bytes) ?? "application/octet-stream");
    return digest;
  }
  return withTemporaryFile(async (path) => {
    const digest = (await from.store.getFile(from.key, path)) ? await digestOf(path) : null;
    check(digest);
    if (digest) await to.store.putFile(to.key, path);
    return digest;
  });
}

export async function* objectsOf(path: string): AsyncGenerator<BackedUpObject> {
  for await (const line of readLines(path)) yield backedUpObjectSchema.parse(JSON.parse(line));
}

export const withObjects = <Result>(
  store: Store,
  list: BackupFile,
  use: (objects: AsyncGenerator<BackedUpObject>) => Promise<Result>,
) => withChecked(store, list, (path) => use(objectsOf(path)));

const folderOf = (key: string) =>
  FOLDERS.findIndex((folder) => key.startsWith(folder) && !key.slice(folder.length).includes("/"));
const isBefore = (a: string, b: string) => folderOf(a) < folderOf(b) || (folderOf(a) === folderOf(b) && a < b);

/** Finds in a list what is asked for in the order of the list, without keeping it in memory. */
class Known {
  readonly #objects: AsyncIterator<BackedUpObject>;
  #next: BackedUpObject | null = null;
  #isAtEnd = false;

  constructor(objects: AsyncIterator<BackedUpObject>) {
    this.#objects = objects;
  }

  async find(key: string): Promise<BackedUpObject | null> {
    while (!this.#isAtEnd && (this.#next === null || isBefore(this.#next.key, key))) {
      const { done, value } = await this.#objects.next();
      this.#next = done ? null : value;
      this.#isAtEnd = done === true;
    }
    return this.#next?.key === key ? this.#next : null;
  }
}

async function* nothing(): AsyncGenerator<BackedUpObject> {}

type Copying = { signal: AbortSignal; onProgress: (objects: number) => void };

/** Each page of the store, with what is in the place already and what is still to be copied. */
async function* copyPages(
  from: Store,
  to: Store,
  known: Known,
  { signal }: Copying,
  beforeFolder: (folder: string) => Promise<void>,
) {
  for (const folder of FOLDERS) {
    await beforeFolder(folder);
    for (let next: string | null = null; ; ) {
      signal.throwIfAborted();
      const page = await from.list(folder, next);
      const wanted: { key: string; copy: BackedUpObject | null }[] = [];
      for (const { key } of page.objects) wanted.push({ key, copy: await known.find(key) });
      yield await pMap(
        wanted,
        async ({ key, copy }) => {
          const source = { store: from, key };
          const digest = copy ?? (await copyObject(source, { store: to, key: objectKey(key) }, isStorageKey(key)));
          return digest && { key, bytes: digest.bytes, sha256: digest.sha256 };
        },
        { concurrency: AT_ONCE, signal },
      );
      next = page.next;
      if (next === null) break;
    }
  }
}

/** Copies all objects that `last`, an earlier backup of the same place, does not have. */
export async function backUpObjects(
  from: Store,
  to: Store,
  name: string,
  last: Manifest | undefined,
  copying: Copying,
  beforeFolder: (folder: string) => Promise<void>,
): Promise<NonNullable<Manifest["objects"]>> {
  const copy = (objects: AsyncGenerator<BackedUpObject>) =>
    withTemporaryFile(async (path) => {
      await appendFile(path, "");
      let [count, totalBytes] = [0, 0];
      for await (const page of copyPages(from, to, new Known(objects), copying, beforeFolder)) {
        const found = page.filter((object) => object !== null);
        count += found.length;
        for (const object of found) totalBytes += object.bytes;
        await appendFile(path, found.map((object) => `${JSON.stringify(object)}\n`).join(""));
        copying.onProgress(count);
      }
      return { count, totalBytes, list: await putMeasured(to, listKey(name), path) };
    });
  return last?.objects ? withObjects(to, last.objects.list, copy) : copy(nothing());
}

async function* inBatches(objects: AsyncIterable<BackedUpObject>): AsyncGenerator<BackedUpObject[]> {
  let batch: BackedUpObject[] = [];
  for await (const object of objects) {
    batch.push(object);
    if (batch.length < RESTORED_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** Compares each with its digest before it is written. Throws `CantStart`. */
export async function restoreObjects(
  from: Store,
  to: Store,
  list: BackupFile,
  { signal, onProgress }: Copying,
): Promise<void> {
  await withObjects(from, list, async (objects) => {
    let count = 0;
    for await (const batch of inBatches(objects)) {
      await pMap(
        batch,
        ({ key, ...expected }) =>
          copyObject({ store: from, key: objectKey(key) }, { store: to, key }, isStorageKey(key), (found) =>
            checkDigest(objectKey(key), found, expected),
          ),
        { concurrency: AT_ONCE, signal },
      );
      count += batch.length;
      onProgress(count);
    }
  });
}
