import "server-only";
import { appendFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { countLines, putMeasured } from "#lib/backup/files.ts";
import { findBackups } from "#lib/backup/list.ts";
import { backUpObjects } from "#lib/backup/objects.ts";
import { manifestKey, type Place, rowsFolder, unfinishedKey } from "#lib/backup/place.ts";
import { type Dump, dumpRows } from "#lib/db/backup/dump.ts";
import { countOpenCalls, findOpenCalls } from "#lib/db/backup/in-flight.ts";
import { whileNothingIsRemoved } from "#lib/db/backup/lease.ts";
import { findWorkers } from "#lib/db/workers.ts";
import { log } from "#lib/log.ts";
import { type BackupKind, FORMAT, type Manifest } from "#lib/schemas/backup.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { temporaryPath } from "#lib/storage/transit.ts";

const LOOK_MS = 1_000;
/** Longer than a call takes. An image whose picture the store does not accept waits longer. */
const LONGEST_CALL_MS = 10 * 60_000;

/** `onProgress` is told what has been done, in words. */
export type Watched = { signal: AbortSignal; onProgress: (done: string) => void };

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Sorted by time, and possible on every disk. */
export const nameOf = (time: Date) => time.toISOString().replaceAll(/[:.]/g, "-");

type Rows = { dump: Dump; tables: Manifest["tables"] };

/** On the embedded database others wait for the dump, so that it only writes files; what is done with them comes after it. */
async function backUpRows({ store: target }: Place, name: string): Promise<Rows> {
  const files = new Map<string, { path: string; rows: number }>();
  try {
    const dump = await dumpRows(async (table, part) => {
      const file = files.get(table) ?? { path: temporaryPath(), rows: 0 };
      files.set(table, { ...file, rows: file.rows + countLines(part) });
      await appendFile(file.path, part);
    });
    const tables: Manifest["tables"] = [];
    for (const { table, columns } of dump.tables) {
      const { path = "", rows = 0 } = files.get(table) ?? {};
      tables.push({ table, columns, rows, ...(await putMeasured(target, `${rowsFolder(name)}${table}.copy`, path)) });
    }
    return { dump, tables };
  } finally {
    for (const { path } of files.values()) await rm(path, { force: true });
  }
}

/** So that the backup has what the calls under way are paid for. Without workers none is under way. */
async function awaitCalls(calls: number[], signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < LONGEST_CALL_MS; waited += LOOK_MS) {
    if ((await countOpenCalls(calls)) === 0 || (await findWorkers()).length === 0) return;
    await sleep(LOOK_MS, undefined, { signal });
  }
  log().warn("backup: a call that was in flight when it began has not ended");
}

type Parts = Rows & Pick<Manifest, "objects">;

/** The manifest comes last: what is without one is not complete. */
async function write(place: Place, kind: BackupKind, makeParts: (name: string) => Promise<Parts>): Promise<Manifest> {
  const createdAt = new Date();
  const name = nameOf(createdAt);
  await place.store.put(unfinishedKey(name), bytesOf(""), "text/plain");
  const { dump, tables, objects } = await makeParts(name);
  const { migrations, storeId } = dump;
  const facts = { format: FORMAT, name, kind, createdAt: createdAt.toISOString(), migrations, storeId } as const;
  const manifest: Manifest = { ...facts, tables, objects };
  await place.store.put(manifestKey(name), bytesOf(JSON.stringify(manifest, null, 2)), "application/json");
  await place.store.remove(unfinishedKey(name));
  log().info({ place: place.address, backup: name, kind, objects: objects?.count }, "backup made");
  return manifest;
}

/** For a database that no process works on, also one of an older version. */
export function backUpRowsOnly(place: Place, kind: BackupKind): Promise<Manifest> {
  return write(place, kind, async (name) => ({ ...(await backUpRows(place, name)), objects: null }));
}

async function backUpAll(place: Place, name: string, { signal, onProgress }: Watched): Promise<Parts> {
  const last = (await findBackups(place)).find(({ manifest }) => manifest?.objects)?.manifest ?? undefined;
  const rows = await backUpRows(place, name);
  const calls = await findOpenCalls();
  onProgress("rows copied");
  const copying = { signal, onProgress: (count: number) => onProgress(`${count} objects copied`) };
  // Objects come before the rows that name them and are not removed meanwhile: a list made now has all that the rows name.
  const objects = await backUpObjects(store(), place.store, name, last, copying, async (folder) => {
    if (folder === generatedKey("")) await awaitCalls(calls, signal);
  });
  return { ...rows, objects };
}

/** Everything, while others work on it. Throws `BackupRunning`, `StoreError` and the signal's reason. */
export function makeBackup(place: Place, kind: BackupKind, { signal, onProgress }: Watched): Promise<Manifest> {
  return whileNothingIsRemoved((lost) =>
    write(place, kind, (name) => backUpAll(place, name, { signal: AbortSignal.any([signal, lost]), onProgress })),
  );
}
