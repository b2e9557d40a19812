import { afterEach, expect, test } from "vitest";
import { GET, POST } from "#app/api/backups/route.ts";
import { runBackup } from "#lib/backup/run-backup.ts";
import { db } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { backupsSchema } from "#lib/schemas/backup.ts";
import { startUpkeep } from "#lib/upkeep/upkeep.ts";
import { useDatabase } from "#tests/support/app.ts";
import { watched } from "#tests/support/backup-contract.ts";
import { emptyFolder } from "#tests/support/other-data.ts";
import { answer, problem, request } from "#tests/support/request.ts";
import { waitingMessages } from "#tests/support/waiting-messages.ts";

useDatabase();
afterEach(() => Object.assign(env(), { BACKUP_DIR: undefined }));

const list = async () => answer(await GET(request("/"), {}), 200, backupsSchema);
const ask = () => POST(request("/", { method: "POST" }), {});

test("without a place there are no backups, and none can be made", async () => {
  expect(await list()).toEqual({ place: null, isRunning: false, backups: [] });
  await problem(await ask(), 409);
});

test("a backup is asked for once, and listed when it is made", async () => {
  const BACKUP_DIR = emptyFolder();
  Object.assign(env(), { BACKUP_DIR });
  expect(await answer(await ask(), 202, backupsSchema)).toEqual({ place: BACKUP_DIR, isRunning: true, backups: [] });
  await ask();
  expect(await waitingMessages("make-backup")).toBe(1);
  await db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'make-backup'`;
  await runBackup({ kind: "manual" }, watched.signal);
  const { isRunning, backups } = await list();
  expect(isRunning).toBe(false);
  expect(backups).toMatchObject([{ isComplete: true, kind: "manual", rows: expect.any(Number), objects: 0 }]);
});

test("upkeep asks for one a day, where there is a place", async () => {
  await startUpkeep()();
  expect(await waitingMessages("make-backup")).toBe(0);
  Object.assign(env(), { BACKUP_DIR: emptyFolder() });
  const stop = startUpkeep();
  await expect.poll(() => waitingMessages("make-backup")).toBe(1);
  await stop();
});
