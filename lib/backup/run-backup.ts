import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { makeBackup } from "#lib/backup/make-backup.ts";
import { ownPlace } from "#lib/backup/place.ts";
import { removeOldBackups } from "#lib/backup/remove-old.ts";
import { BackupRunning, isBackupAsked, isBackupRunning, whileNothingIsRemoved } from "#lib/db/backup/lease.ts";
import { transaction } from "#lib/db/client.ts";
import { postponeTask } from "#lib/db/tasks.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { enqueue } from "#lib/queue/boss.ts";
import type { Message } from "#lib/queue/queues.ts";

const HOUR_MS = 3_600_000;
export const DAILY_BACKUP = { name: "daily-backup", everyMs: 24 * HOUR_MS };

const LOOK_MS = 5_000;

type AskedBackup = Message<"make-backup">;

/** A worker makes it, unless one is waiting or being made. Throws a 409 `AppError` without `BACKUP_DIR`. */
export async function askForBackup(kind: AskedBackup["kind"]): Promise<void> {
  if (!env().BACKUP_DIR)
    throw new AppError("conflict", "There is no place for backups. Set BACKUP_DIR, then restart Packshot.");
  await transaction(async (tx) => {
    if (!(await isBackupAsked(tx))) await enqueue(tx, "make-backup", [{ data: { kind } }]);
  });
}

/** For who removes objects. */
export async function awaitBackups(signal: AbortSignal): Promise<void> {
  while (await isBackupRunning()) await sleep(LOOK_MS, undefined, { signal });
}

/** A failure is logged, and an automatic backup tried again in an hour. Throws `BackupRunning`, and the signal's reason. */
export async function runBackup({ kind }: AskedBackup, signal: AbortSignal): Promise<void> {
  try {
    const place = ownPlace();
    if (!place) throw new Error("BACKUP_DIR is not set for this worker.");
    await makeBackup(place, kind, { signal, onProgress: (done) => log().debug({ done }, "backup") });
    if (kind === "automatic") await whileNothingIsRemoved(() => removeOldBackups(place));
  } catch (error) {
    if (signal.aborted || error instanceof BackupRunning) throw error;
    log().error({ err: error, kind }, "backup failed");
    if (kind === "automatic") await postponeTask(DAILY_BACKUP, HOUR_MS);
  }
}
