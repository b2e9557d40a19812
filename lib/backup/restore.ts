import "server-only";
import { readParts, withChecked } from "#lib/backup/files.ts";
import { findBackups, readManifest } from "#lib/backup/list.ts";
import { makeBackup, type Watched } from "#lib/backup/make-backup.ts";
import { restoreObjects } from "#lib/backup/objects.ts";
import type { Place } from "#lib/backup/place.ts";
import { CantStart } from "#lib/cant-start.ts";
import { hasLiveProcesses } from "#lib/db/backup/live-processes.ts";
import { isEmptyDatabase, loadRows } from "#lib/db/backup/load.ts";
import { knownMigrations, migrate } from "#lib/db/migrate.ts";
import { insertMessages, knowQueues } from "#lib/queue/boss.ts";
import type { Manifest } from "#lib/schemas/backup.ts";
import { storeIdKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";

/** `name`: null for the newest that is no restore point. */
export type Choice = { name: string | null; replace: boolean };

async function newestOf(place: Place): Promise<Manifest> {
  const [newest, ...older] = (await findBackups(place)).filter(({ manifest }) => manifest?.kind !== "restore-point");
  if (!newest) throw new CantStart(`There is no backup in ${place.address}.`);
  if (newest.manifest) return newest.manifest;
  const complete = older.find(({ manifest }) => manifest !== null);
  const advice = complete ? ` To restore the one before it, add --backup ${complete.name}.` : "";
  throw new CantStart(`The newest backup in ${place.address}, ${newest.name}, is not complete.${advice}`);
}

async function choose(place: Place, { name }: Choice): Promise<Manifest> {
  const manifest = name === null ? await newestOf(place) : await readManifest(place, name);
  const known = new Set(await knownMigrations());
  const unknown = manifest.migrations.filter((migration) => !known.has(migration)).at(-1);
  if (unknown === undefined) return manifest;
  throw new CantStart(
    `The backup ${manifest.name} is of a newer version of Packshot (it has the migration ${unknown}): restore it with that version.`,
  );
}

/** The id that the rows and the store will both have; null where the backup has none. Throws `CantStart`. */
async function settleStoreId({ storeId, objects }: Manifest, replace: boolean): Promise<string | null> {
  if (storeId === null) return null;
  const bytes = await store().get(storeIdKey);
  const found = bytes && new TextDecoder().decode(bytes);
  if (found === storeId || objects === null) return storeId;
  if (found === null) await store().put(storeIdKey, new TextEncoder().encode(storeId), "text/plain");
  else if (!replace)
    throw new CantStart("The image store holds the images of another database. To add to it, use --replace.");
  return found ?? storeId;
}

/** Where it is checked that nobody else works on the database. Throws `CantStart`. */
async function requireNobody(): Promise<void> {
  if (!(await hasLiveProcesses())) return;
  throw new CantStart(
    "Packshot runs on this database: stop all its processes first, and wait 20 s where a worker was killed. A pooler may keep connections of stopped processes.",
  );
}

/** `restorePoint`: the name of the backup of what was replaced; null where there was nothing. */
export type Restored = { manifest: Manifest; restorePoint: string | null };

/**
 * Objects come first, then all rows in one transaction: one that is cut off leaves the database as it was, and may be run again.
 * Throws `CantStart`, `StoreError` and the signal's reason.
 */
export async function restoreBackup(place: Place, choice: Choice, watched: Watched): Promise<Restored> {
  const manifest = await choose(place, choice);
  const isEmpty = await isEmptyDatabase();
  if (!isEmpty) await requireNobody();
  if (!isEmpty && !choice.replace)
    throw new CantStart(
      "The database is not empty. To replace all that it holds, add --replace: it is backed up first.",
    );
  watched.onProgress(`restoring ${manifest.name}, made ${manifest.createdAt}`);
  const restorePoint = isEmpty ? null : (await makeBackup(place, "restore-point", watched)).name;
  if (restorePoint) watched.onProgress(`what is replaced is kept as ${restorePoint}`);
  const storeId = await settleStoreId(manifest, choice.replace);
  const copying = { ...watched, onProgress: (count: number) => watched.onProgress(`${count} objects restored`) };
  if (manifest.objects) await restoreObjects(place.store, store(), manifest.objects.list, copying);
  await knowQueues();
  const fileOf = new Map(manifest.tables.map((file) => [file.table, file]));
  await loadRows({
    migrations: manifest.migrations,
    tables: manifest.tables,
    storeId,
    async read(table, use) {
      const file = fileOf.get(table);
      if (file) await withChecked(place.store, file, (path) => use(readParts(path)));
    },
    send: insertMessages,
  });
  await migrate();
  return { manifest, restorePoint };
}
