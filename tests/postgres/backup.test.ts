import { afterEach, beforeEach, expect, test } from "vitest";
import { makeBackup } from "#lib/backup/make-backup.ts";
import { openPlace } from "#lib/backup/place.ts";
import { restoreBackup } from "#lib/backup/restore.ts";
import { postgresDriver } from "#lib/db/connection/postgres.ts";
import { beat, signOff } from "#lib/db/workers.ts";
import { useDatabase } from "#tests/support/app.ts";
import { watched } from "#tests/support/backup-contract.ts";
import { emptyFolder } from "#tests/support/other-data.ts";

useDatabase();

const worker = { id: "w", generator: "demo", model: "demo", account: "" };
let place: ReturnType<typeof openPlace>;
beforeEach(async () => {
  place = openPlace(emptyFolder());
  await makeBackup(place, "manual", watched);
});
afterEach(() => signOff(worker.id));

const restore = () => restoreBackup(place, { name: null, replace: true }, watched);

test("nothing is restored while a worker is alive", async () => {
  await beat(worker);
  await expect(restore()).rejects.toThrow("Packshot runs on this database");
});

test("nothing is restored while a process that serves pages is alive", async () => {
  const { listen } = postgresDriver(process.env.DATABASE_URL ?? "");
  const listening = await listen?.("packshot_queue", () => {});
  await expect(restore()).rejects.toThrow("Packshot runs on this database");
  await listening?.close();
  await listening?.ended;
});
