import "server-only";
import { parseArgs } from "node:util";
import { askApp } from "#lib/backup/control.ts";
import { makeBackup, type Watched } from "#lib/backup/make-backup.ts";
import { openPlace, type Place } from "#lib/backup/place.ts";
import { restoreBackup } from "#lib/backup/restore.ts";
import { CantStart } from "#lib/cant-start.ts";
import { isEmptyDatabase } from "#lib/db/backup/load.ts";
import { waitForDatabase } from "#lib/db/connection/wait-for-database.ts";
import { env } from "#lib/env.ts";
import { isExpected } from "#lib/expected-errors.ts";
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

async function openData(): Promise<void> {
  checkDataDir();
  await waitForDatabase();
  await store().check();
}

async function backUpHere(place: Place, watched: Watched): Promise<string> {
  await openData();
  if (await isEmptyDatabase()) throw new CantStart("There is nothing to back up: the database is empty.");
  return (await makeBackup(place, "manual", watched)).name;
}

export function backupCommand(parameters: string[]): Promise<never> {
  return run(BACKUP_USAGE, async (watched) => {
    const { positionals } = parseArgs({ args: parameters, allowPositionals: true });
    const place = onlyPlace(positionals, BACKUP_USAGE);
    const asked = env().DATABASE_URL ? null : await askApp(place.address, watched.onProgress);
    const name = asked ?? (await backUpHere(place, watched));
    return `Backup ${name} is complete, in ${place.address}.`;
  });
}

export function restoreCommand(parameters: string[]): Promise<never> {
  return run(RESTORE_USAGE, async (watched) => {
    const options = { backup: { type: "string" }, replace: { type: "boolean", default: false } } as const;
    const { positionals, values } = parseArgs({ args: parameters, options, allowPositionals: true });
    const place = onlyPlace(positionals, RESTORE_USAGE);
    await openData();
    const { manifest, restorePoint } = await restoreBackup(
      place,
      { name: values.backup ?? null, replace: values.replace },
      watched,
    );
    const undo = restorePoint ? ` To return to what was there before, restore ${restorePoint}.` : "";
    return `Backup ${manifest.name} is restored. Start Packshot.${undo}`;
  });
}
