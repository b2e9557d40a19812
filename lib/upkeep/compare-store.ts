import "server-only";
import { transaction } from "#lib/db/client.ts";
import { findReferenced, listNeededObjects } from "#lib/db/objects/references.ts";
import { KeySet } from "#lib/key-set.ts";
import { log } from "#lib/log.ts";
import { confirmedFor } from "#lib/storage/identity.ts";
import { FOLDERS, ownerKey } from "#lib/storage/keys.ts";
import { removeUnused } from "#lib/storage/remove-objects.ts";
import type { ListedObject, Store } from "#lib/storage/store.ts";

/**
 * Longer than any import or job, and than deletions are kept. The store must have had the database's id for that long
 * too, so that adopting the wrong store can be noticed in the log first.
 */
const ORPHANED_AFTER_MS = 30 * 24 * 3_600_000;
const NAMED = 1_000;

/** The first 1,000 of each list. */
export type Comparison = {
  objects: number;
  withoutRow: string[];
  withoutRowCount: number;
  removed: number;
  withoutObject: string[];
  withoutObjectCount: number;
};

function name(list: string[], keys: string[]): void {
  list.push(...keys.slice(0, NAMED - list.length));
}

/** Old objects without a row are removed by a message, which checks again. */
async function sift(objects: ListedObject[], mayRemove: boolean, found: Comparison): Promise<void> {
  const byOwner = Map.groupBy(objects, ({ key }) => ownerKey(key) ?? key);
  await transaction(async (tx) => {
    const needed = await findReferenced(tx, [...byOwner.keys()]);
    const orphans = [...byOwner].filter(([owner]) => !needed.has(owner));
    const isOld = ({ modifiedAt }: ListedObject) => modifiedAt.getTime() < Date.now() - ORPHANED_AFTER_MS;
    const old = orphans.filter(([, parts]) => mayRemove && parts.every(isOld)).map(([owner]) => owner);
    await removeUnused(tx, old);
    const keys = orphans.flatMap(([, parts]) => parts.map(({ key }) => key));
    found.removed += old.length;
    found.withoutRowCount += keys.length;
    name(found.withoutRow, keys);
  });
}

async function readObjects(store: Store, confirmedMs: number, found: Comparison, signal: AbortSignal): Promise<KeySet> {
  const keys = new KeySet();
  for (const folder of FOLDERS)
    for (let from: string | null = null; ; ) {
      signal.throwIfAborted();
      const page = await store.list(folder, from);
      const own = page.objects.filter(({ key }) => ownerKey(key) !== null);
      for (const { key } of own) keys.add(key);
      found.objects += own.length;
      await sift(own, confirmedMs >= ORPHANED_AFTER_MS, found);
      from = page.next;
      if (from === null) break;
    }
  return keys;
}

async function isMissing(store: Store, key: string): Promise<boolean> {
  const object = await store.open(key);
  await object?.body.cancel();
  return object === null;
}

/** Rows newer than the list are looked up in the store. */
async function readRows(store: Store, keys: KeySet, found: Comparison, signal: AbortSignal): Promise<void> {
  for await (const page of listNeededObjects()) {
    for (const key of page) {
      signal.throwIfAborted();
      if (keys.has(key) || !(await isMissing(store, key))) continue;
      found.withoutObjectCount += 1;
      name(found.withoutObject, [key]);
    }
  }
}

/** Removes objects older than 30 days that no row needs. Null if the store is not confirmed as the database's. */
export async function compareStore(store: Store, signal: AbortSignal): Promise<Comparison | null> {
  const confirmedMs = await confirmedFor(store);
  if (confirmedMs === null) {
    log().warn("the image store does not hold this database's id: not compared");
    return null;
  }
  const found = { objects: 0, withoutRowCount: 0, removed: 0, withoutObjectCount: 0 };
  const comparison: Comparison = { ...found, withoutRow: [], withoutObject: [] };
  const keys = await readObjects(store, confirmedMs, comparison, signal);
  await readRows(store, keys, comparison, signal);
  const isWrong = comparison.withoutRowCount + comparison.withoutObjectCount > 0;
  log()[isWrong ? "warn" : "info"](comparison, "image store compared with the database");
  return comparison;
}
