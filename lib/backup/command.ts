import "server-only";
import { parseArgs } from "node:util";
import { askApp } from "#lib/backup/control.ts";
import { makeBackup, type Watched } from "#lib/backup/make-backup.ts";
import { openPlace, type Place } from "#lib/backup/place.ts";
import { type Choice, type Restored, restoreBackup } from "#lib/backup/restore.ts";
import { CantStart } from "#lib/cant-start.ts";
import { isEmptyDatabase } from "#lib/db/backup/load.ts";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { waitForDatabase } from "#lib/db/connection/wait-for-database.ts";
import { env } from "#lib/env.ts";
import { isExpected } from "#lib/expected-errors.ts";
import { boss } from "#lib/queue/boss.ts";
import { checkDataDir } from "#lib/storage/data-dir.ts";
import { store } from "#lib/storage/storage.ts";

const BACKUP_USAGE = "Usage: npm run backup -- <folder or s3://bucket/prefix>";
const RESTORE_USAGE = "Usage: npm run restore -- <folder or s3://bucket/prefix> [--backup <name>] [--replace]";

const TELL_MS = 5_000;

/** Of counts that change often, one every 5 s. */
function teller(): Watched["onProgress"] {
  let last = -Infinity;
  return (done) => {
    if (/^\d/.test(done) && performance.now() - last < TELL_MS) return;
    last = performance.now();
    console.log(`${done[0]?.toUpperCase()}${done.slice(1)}.`);
  };
}

/** Runs a command to its end, and the process with it. The command ends on SIGTERM and Ctrl-C. */
async function run(usage: string, command: (watched: Watched) => Promise<string>): Promise<never> {
  const stopped = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => stopped.abort(new CantStart("Stopped: nothing was changed.")));
  try {
    console.log(await command({ signal: stopped.signal, onProgress: teller() }));
    process.exit(0);
  } catch (error) {
    const isUsage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
    console.error(isUsage ? usage : isExpected(error) ? error.message : error);
    process.exit(1);
  }
}

function onlyPlace([address, ...rest]: string[], usage: string): Place {
  if (address === undefined || address === "" || rest.length > 0) throw new CantStart(usage);
  return openPlace(address);
}

/** Closes them too, so that a new database is on the disk. */
async function withData<Result>(work: () => Promise<Result>): Promise<Result> {
  checkDataDir();
  await waitForDatabase();
  const { close } = await driver();
  try {
    await store().check();
    return await work();
  } finally {
    await db.$disconnect();
    await close();
  }
}

async function backUpHere(place: Place, watched: Watched): Promise<string> {
  if (await isEmptyDatabase()) throw new CantStart("There is nothing to back up: the database is empty.");
  return (await makeBackup(place, "manual", watched)).name;
}

async function restoreHere(place: Place, choice: Choice, watched: Watched): Promise<Restored> {
  const restored = await restoreBackup(place, choice, watched);
  await (await boss()).stop({ graceful: false });
  return restored;
}

export function backupCommand(parameters: string[]): Promise<never> {
  return run(BACKUP_USAGE, async (watched) => {
    const { positionals } = parseArgs({ args: parameters, allowPositionals: true });
    const place = onlyPlace(positionals, BACKUP_USAGE);
    const asked = env().DATABASE_URL ? null : await askApp(place.address, watched.onProgress);
    const name = asked ?? (await withData(() => backUpHere(place, watched)));
    return `Backup ${name} is complete, in ${place.address}.`;
  });
}

export function restoreCommand(parameters: string[]): Promise<never> {
  return run(RESTORE_USAGE, async (watched) => {
    const options = { backup: { type: "string" }, replace: { type: "boolean", default: false } } as const;
    const { positionals, values } = parseArgs({ args: parameters, options, allowPositionals: true });
    const place = onlyPlace(positionals, RESTORE_USAGE);
    const choice = { name: values.backup ?? null, replace: values.replace };
    const { manifest, restorePoint } = await withData(() => restoreHere(place, choice, watched));
    const undo = restorePoint ? ` To return to what was there before, restore ${restorePoint}.` : "";
    return `Backup ${manifest.name} is restored. Start Packshot.${undo}`;
  });
}
