import "server-only";
import pMap from "p-map";
import { type Found, findBackups } from "#lib/backup/list.ts";
import { nameOf } from "#lib/backup/make-backup.ts";
import { objectsOf, withObjects } from "#lib/backup/objects.ts";
import { listKey, manifestKey, objectKey, type Place, rowsFolder, unfinishedKey } from "#lib/backup/place.ts";
import { KeySet } from "#lib/key-set.ts";
import type { Store } from "#lib/storage/store.ts";
import { withTemporaryFile } from "#lib/storage/transit.ts";

const KEPT = 14;
const DAY_MS = 24 * 3_600_000;
const AT_ONCE = 8;

/** Keys that one of the backups has. */
async function keysOf(store: Store, { manifest }: Found): Promise<KeySet> {
  const keys = new KeySet();
  if (manifest?.objects)
    await withObjects(store, manifest.objects.list, async (objects) => {
      for await (const { key } of objects) keys.add(key);
    });
  return keys;
}

/** Objects of a backup that none of `others` has: few, so that they fit in memory. */
async function findUnshared(store: Store, name: string, others: Found[]): Promise<Set<string>> {
  const unshared = new Set<string>();
  const [newest, ...rest] = others;
  const kept = newest ? await keysOf(store, newest) : new KeySet();
  await withTemporaryFile(async (path) => {
    if (!(await store.getFile(listKey(name), path))) return;
    for await (const { key } of objectsOf(path)) if (!kept.has(key)) unshared.add(key);
  });
  for (const other of rest) {
    if (unshared.size === 0) break;
    const keys = await keysOf(store, other);
    for (const key of unshared) if (keys.has(key)) unshared.delete(key);
  }
  return unshared;
}

/** From here on it is not complete; where this is cut off, the next time continues. */
async function removeBackup({ store }: Place, name: string, others: Found[]): Promise<void> {
  await store.put(unfinishedKey(name), new Uint8Array(), "text/plain");
  await store.remove(manifestKey(name));
  const unshared = await findUnshared(store, name, others);
  await pMap(unshared, (key) => store.remove(objectKey(key)), { concurrency: AT_ONCE });
  const { objects: files } = await store.list(rowsFolder(name), null);
  for (const { key } of files) if (key !== listKey(name)) await store.remove(key);
  await store.remove(listKey(name));
  await store.remove(unfinishedKey(name));
}

/** Keeps the last 14 automatic backups and all others; removes those that were cut off more than a day ago. */
export async function removeOldBackups(place: Place, keep = KEPT): Promise<void> {
  const found = await findBackups(place);
  const old = found.filter(({ manifest }) => manifest?.kind === "automatic").slice(keep);
  const yesterday = nameOf(new Date(Date.now() - DAY_MS));
  const cut = found.filter(({ name, manifest }) => manifest === null && name < yesterday);
  const removed = new Set([...old, ...cut]);
  const others = found.filter((each) => !removed.has(each) && each.manifest !== null);
  for (const { name } of removed) await removeBackup(place, name, others);
}
