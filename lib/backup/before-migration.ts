import "server-only";
import { findBackups } from "#lib/backup/list.ts";
import { backUpRowsOnly } from "#lib/backup/make-backup.ts";
import { ownPlace } from "#lib/backup/place.ts";
import { CantStart } from "#lib/cant-start.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { appliedMigrations, knownMigrations } from "#lib/db/migrate.ts";
import { isStoreError } from "#lib/storage/store.ts";

/** A start that fails again and again makes no other backup for so long. */
const RECENT_MS = 10 * 60_000;

/**
 * Rows only: a migration changes no object. Throws `CantStart` where it can't be made: the database is not migrated then. Processes
 * that start together may each make one.
 */
export async function backUpBeforeMigration(): Promise<void> {
  const place = ownPlace();
  if (!place) return;
  const { withSession } = await driver();
  const applied = await withSession(appliedMigrations);
  const known = await knownMigrations();
  if (applied.length === 0 || known.every((name) => applied.includes(name))) return;
  try {
    const isRecent = (await findBackups(place)).some(
      ({ manifest }) =>
        manifest?.kind === "before-migration" &&
        Date.parse(manifest.createdAt) > Date.now() - RECENT_MS &&
        String(manifest.migrations) === String(applied),
    );
    if (!isRecent) await backUpRowsOnly(place, "before-migration");
  } catch (cause) {
    if (!isStoreError(cause)) throw cause;
    throw new CantStart(`The database is not migrated, because it can't be backed up first. ${cause.message}`, {
      cause,
    });
  }
}
