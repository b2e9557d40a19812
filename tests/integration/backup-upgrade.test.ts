import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { findBackups } from "#lib/backup/list.ts";
import { backUpRowsOnly } from "#lib/backup/make-backup.ts";
import { openPlace } from "#lib/backup/place.ts";
import { restoreBackup } from "#lib/backup/restore.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { findImage } from "#lib/db/images/read.ts";
import { migrate } from "#lib/db/migrate.ts";
import { watched } from "#tests/support/backup-contract.ts";
import { closeDatabase } from "#tests/support/close-database.ts";
import { NO_SETTINGS } from "#tests/support/no-settings.ts";
import { spawnScript } from "#tests/support/npm-script.ts";
import { openOldDatabase } from "#tests/support/old-database.ts";
import { emptyFolder, useData } from "#tests/support/other-data.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const OLD = "20261128999999";

afterAll(closeDatabase);

/** By another process, which has committed all. */
async function isMigrated(): Promise<boolean> {
  const [last] = await (await driver()).withSession(({ query }) =>
    query<{ name: string }>(
      "SELECT max(migration_name) AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL",
      [],
    ),
  );
  return (
    (last?.name ?? "") ===
    readdirSync("prisma/migrations")
      .filter((name) => /^\d/.test(name))
      .sort()
      .at(-1)
  );
}

test("a backup of an older version is migrated", async () => {
  await openOldDatabase(OLD);
  const place = openPlace(emptyFolder());
  const { name } = await backUpRowsOnly(place, "before-migration");
  await migrate();
  await restoreBackup(place, { name, replace: true }, watched);
  expect(await findImage("first")).toMatchObject({ status: "COMPLETED", productTitle: "Mug", attempts: 2 });
  expect(await migrate()).toEqual([]);
}, 240_000);

test("an app backs the rows up before it migrates them, and an older one says in a line that it can't start", async () => {
  const [dataDir, place] = [emptyFolder(), emptyFolder()];
  await useData({ DATA_DIR: dataDir });
  await openOldDatabase(OLD);
  await useData({});
  // The embedded database is that of the process; a server is one for both.
  const DATABASE_URL = process.env.DATABASE_URL ?? "";
  const settings = {
    ...NO_SETTINGS,
    DATABASE_URL,
    DATA_DIR: dataDir,
    BACKUP_DIR: place,
    STORE_ADOPT: "on",
    LOG_LEVEL: "fatal",
  };
  const worker = spawnWorker(settings);
  onTestFinished(() => void worker.kill("SIGKILL"));
  const hasStarted = () => (DATABASE_URL ? isMigrated() : existsSync(join(dataDir, "control.json")));
  await vi.waitUntil(hasStarted, { timeout: 180_000, interval: 100 });
  await endProcess(worker, "SIGTERM");
  const { manifest } = (await findBackups(openPlace(place))).at(-1) ?? {};
  expect(manifest).toMatchObject({ kind: "before-migration", objects: null });
  expect(manifest?.migrations.every((name) => name < OLD)).toBe(true);
  await (await driver()).withSession(({ query }) =>
    query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_later', now())",
      [],
    ),
  );
  await useData({});
  const older = spawnScript("worker", settings, "pipe");
  const ended = new Promise((resolve) => older.once("exit", resolve));
  const errors = older.stderr ? await text(older.stderr) : "";
  expect([await ended, errors]).toEqual([
    1,
    expect.stringMatching(/^The database belongs to a newer version[^\n]*\n$/),
  ]);
}, 480_000);
