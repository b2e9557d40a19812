import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backUpBeforeMigration } from "#lib/backup/before-migration.ts";
import { findBackups } from "#lib/backup/list.ts";
import { makeBackup } from "#lib/backup/make-backup.ts";
import { manifestKey, objectKey, openPlace, type Place, rowsFolder, unfinishedKey } from "#lib/backup/place.ts";
import { removeOldBackups } from "#lib/backup/remove-old.ts";
import { restoreBackup } from "#lib/backup/restore.ts";
import { DAILY_BACKUP, runBackup } from "#lib/backup/run-backup.ts";
import { BackupRunning, whileNothingIsRemoved } from "#lib/db/backup/lease.ts";
import { db } from "#lib/db/client.ts";
import { takeTask } from "#lib/db/tasks.ts";
import { env } from "#lib/env.ts";
import { manifestSchema } from "#lib/schemas/backup.ts";
import { storeIdKey } from "#lib/storage/keys.ts";
import { removeObjects } from "#lib/storage/remove-objects.ts";
import { store } from "#lib/storage/storage.ts";
import { readRows } from "#tests/support/all-data.ts";
import { useDatabase } from "#tests/support/app.ts";
import { watched } from "#tests/support/backup-contract.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { emptyFolder } from "#tests/support/other-data.ts";

useDatabase();
// A restore applies every migration, on slow code.
vi.setConfig({ testTimeout: 240_000 });

let place: Place;
beforeEach(() => {
  place = openPlace(emptyFolder());
});
afterEach(() => {
  Object.assign(env(), { BACKUP_DIR: undefined });
  rmSync(place.address, { recursive: true });
});

const newest = { name: null, replace: true };
const bytesOf = (text: string) => new TextEncoder().encode(text);
const pathOf = (key: string) => join(place.address, ...key.split("/"));
const titles = async () => (await db.product.findMany({ orderBy: { title: "asc" } })).map(({ title }) => title);

test("what is not empty is replaced only on demand, and can be had back", async () => {
  await makeProduct({ title: "Old" });
  const { name } = await makeBackup(place, "manual", watched);
  await makeProduct({ title: "New" });
  await expect(restoreBackup(place, { name, replace: false }, watched)).rejects.toThrow("The database is not empty");
  expect(await titles()).toEqual(["New", "Old"]);
  const { restorePoint } = await restoreBackup(place, newest, watched);
  expect(await titles()).toEqual(["Old"]);
  await restoreBackup(place, { name: restorePoint, replace: true }, watched);
  expect(await titles()).toEqual(["New", "Old"]);
});

test("a backup that is not complete is refused, and the one before it named", async () => {
  await expect(restoreBackup(place, newest, watched)).rejects.toThrow("There is no backup");
  const { name } = await makeBackup(place, "manual", watched);
  const cut = "2999-01-01T00-00-00-000Z";
  await place.store.put(unfinishedKey(cut), bytesOf(""), "text/plain");
  await expect(restoreBackup(place, newest, watched)).rejects.toThrow(
    `${cut}, is not complete. To restore the one before it, add --backup ${name}.`,
  );
  await expect(restoreBackup(place, { ...newest, name: cut }, watched)).rejects.toThrow("no manifest that can be read");
});

test("a backup that was cut off has no manifest", async () => {
  const stopped = new AbortController();
  const stop = () => stopped.abort(new Error("Stopped."));
  await expect(makeBackup(place, "manual", { signal: stopped.signal, onProgress: stop })).rejects.toThrow("Stopped.");
  expect(await findBackups(place)).toEqual([{ name: expect.any(String), manifest: null }]);
});

test.each(["rows", "objects"])("damaged %s are refused, and the database stays as it was", async (what) => {
  await makeProduct({ title: "Mug", photos: ["MAIN"] });
  const { name } = await makeBackup(place, "manual", watched);
  const [photo] = await db.sourceImage.findMany();
  const key = what === "rows" ? `${rowsFolder(name)}Product.copy` : objectKey(photo?.storageKey ?? "");
  writeFileSync(pathOf(key), "other");
  const before = await readRows();
  await expect(restoreBackup(place, { name, replace: true }, watched)).rejects.toThrow(`damaged: ${key}`);
  expect(await readRows()).toEqual(before);
});

test("a backup of a newer version is refused", async () => {
  const { name, ...manifest } = await makeBackup(place, "manual", watched);
  const newer = { ...manifest, name, migrations: [...manifest.migrations, "29990101000000_flying_cars"] };
  await place.store.put(manifestKey(name), bytesOf(JSON.stringify(newer)), "application/json");
  await expect(restoreBackup(place, newest, watched)).rejects.toThrow("29990101000000_flying_cars");
});

test("the images of another database are not mixed in unasked", async () => {
  await db.$executeRaw`INSERT INTO "StoreIdentity" (id, "storeId") VALUES (1, 'ours')`;
  await makeBackup(place, "manual", watched);
  await store().put(storeIdKey, bytesOf("theirs"), "text/plain");
  await restoreBackup(place, newest, watched);
  expect(await db.storeIdentity.findMany()).toMatchObject([{ storeId: "theirs", confirmedAt: expect.any(Date) }]);
  await store().remove(storeIdKey);
});

test("nothing is removed from the store while a backup is made, and one is made at a time", async () => {
  const key = "generated-images/unneeded";
  await store().put(key, bytesOf("x"), "image/png");
  const remove = () => removeObjects(store(), { keys: [key] }, watched.signal);
  await whileNothingIsRemoved(async () => {
    await expect(remove()).rejects.toThrow(BackupRunning);
    await expect(makeBackup(place, "manual", watched)).rejects.toThrow(BackupRunning);
  });
  expect(await store().get(key)).not.toBeNull();
  await remove();
  expect(await store().get(key)).toBeNull();
});

test("the row of a process that died keeps nobody away", async () => {
  await db.$executeRaw`INSERT INTO "Task" (name, "lastRunAt") VALUES ('backup:dead', now() - interval '2 minutes')`;
  await makeBackup(place, "manual", watched);
  expect(await db.task.count()).toBe(0);
});

test("backups of one place share their objects, which go with the last that has them", async () => {
  const [first, second] = ["generated-images/a", "generated-images/b"];
  await store().put(first, bytesOf("a"), "image/png");
  await makeBackup(place, "automatic", watched);
  await store().remove(first);
  await store().put(second, bytesOf("b"), "image/png");
  await makeBackup(place, "automatic", watched);
  const put = vi.spyOn(place.store, "put");
  await makeBackup(place, "automatic", watched);
  expect(put.mock.calls.map(([key]) => key)).not.toContain(objectKey(second));
  await removeOldBackups(place, 2);
  expect(await findBackups(place)).toHaveLength(2);
  expect(await place.store.get(objectKey(first))).toBeNull();
  expect(await place.store.get(objectKey(second))).toEqual(Buffer.from("b"));
  await store().remove(second);
});

test("the last 14 daily backups are kept", async () => {
  const { name, ...facts } = await makeBackup(place, "automatic", watched);
  for (let day = 10; day < 24; day += 1) {
    const older = `2026-01-${day}T00-00-00-000Z`;
    const manifest = { ...facts, name: older, objects: null };
    await place.store.put(manifestKey(older), bytesOf(JSON.stringify(manifest)), "application/json");
  }
  Object.assign(env(), { BACKUP_DIR: place.address });
  await runBackup({ kind: "automatic" }, watched.signal);
  const names = (await findBackups(place)).map((found) => found.name);
  expect(names).toHaveLength(14);
  expect(names).toEqual([expect.any(String), name, ...names.slice(2)]);
  expect(names.at(-1)).toBe("2026-01-12T00-00-00-000Z");
});

test("backups of other kinds are kept, and those that were cut off long ago are removed", async () => {
  const { name } = await makeBackup(place, "manual", watched);
  await place.store.put(unfinishedKey("2020-01-01T00-00-00-000Z"), bytesOf(""), "text/plain");
  await place.store.put(`${rowsFolder("2020-01-01T00-00-00-000Z")}Product.copy`, bytesOf(""), "text/plain");
  await removeOldBackups(place, 0);
  expect((await findBackups(place)).map((found) => found.name)).toEqual([name]);
  expect((await place.store.list("rows/2020-01-01T00-00-00-000Z/", null)).objects).toEqual([]);
});

test("an automatic backup that fails is tried again in an hour", async () => {
  writeFileSync(pathOf("backups"), "no folder");
  Object.assign(env(), { BACKUP_DIR: place.address });
  expect(await takeTask(DAILY_BACKUP.name, DAILY_BACKUP.everyMs)).toBe(true);
  await runBackup({ kind: "automatic" }, watched.signal);
  const [task] = await db.$queryRaw<{ hours: number }[]>`
    SELECT round(extract(epoch FROM "lastRunAt" + interval '24 hours' - now()) / 3600)::int AS hours FROM "Task"`;
  expect(task?.hours).toBe(1);
});

/** As if this version had a migration that the database has not. */
async function behind(work: () => Promise<void>): Promise<void> {
  const set = (at: string) =>
    db.$executeRawUnsafe(
      `UPDATE _prisma_migrations SET rolled_back_at = ${at} WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)`,
    );
  await set("now()");
  await work().finally(() => set("NULL"));
}

test("rows are backed up before a migration, once, and without one not at all", async () => {
  Object.assign(env(), { BACKUP_DIR: place.address });
  await backUpBeforeMigration();
  expect(await findBackups(place)).toEqual([]);
  await behind(async () => {
    await backUpBeforeMigration();
    await backUpBeforeMigration();
  });
  const [made, ...others] = await findBackups(place);
  expect(manifestSchema.parse(made?.manifest)).toMatchObject({ kind: "before-migration", objects: null });
  expect(others).toEqual([]);
});

test("the database is not migrated where it can't be backed up first", async () => {
  writeFileSync(pathOf("file"), "");
  Object.assign(env(), { BACKUP_DIR: pathOf("file/below") });
  await behind(() => expect(backUpBeforeMigration()).rejects.toThrow("can't be backed up first"));
});
