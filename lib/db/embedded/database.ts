import "server-only";
import { existsSync, mkdirSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { PGlite, type Transaction } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { fromPglite } from "pg-boss";
import type { CopySession, Driver } from "#lib/db/connection/driver.ts";
import { DurableFiles } from "#lib/db/embedded/durable-files.ts";
import { pgliteAdapter, withQuery } from "#lib/db/embedded/pglite-adapter.ts";
import { PreparedStatements } from "#lib/db/embedded/prepared-statements.ts";
import { releaseSpareSpace } from "#lib/db/embedded/spare-space.ts";
import { EmbeddedUpkeep } from "#lib/db/embedded/upkeep.ts";
import { log } from "#lib/log.ts";
import { dataPath, lockDataDir } from "#lib/storage/data-dir.ts";

/** PGlite turns fsync off ("-F"), and its module does nothing for fdatasync, PostgreSQL's default for the log. */
const START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  ...["-c", "fsync=on", "-c", "wal_sync_method=fsync", "-c", "max_wal_size=256MB"],
];

const SYNCS_AT_ONCE = 32;

/** Syncs a file or a folder that may be gone meanwhile. */
async function syncPath(path: string): Promise<void> {
  const file = await open(path, "r").catch(() => null);
  await file?.sync().finally(() => file.close());
}

/** Syncs what PGlite unpacked for a new database. Many files at once share a write to the file system's journal. */
async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))];
  for (let start = 0; start < paths.length; start += SYNCS_AT_ONCE)
    await Promise.all(paths.slice(start, start + SYNCS_AT_ONCE).map(syncPath));
}

/** PostgreSQL ends where it can't write its log. Where the kept space is used up too, the process ends instead of hanging. */
function makeRoom(): void {
  if (releaseSpareSpace()) return;
  console.error(
    "The disk of DATA_DIR is full: the database can't write its log. Free 200 MB, then start Packshot again.",
  );
  process.exit(1);
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** After each COPY, which blocks the event loop, the process does what else it has to do. */
const copySession = (transaction: Transaction): CopySession => ({
  exec: async (sql) => void (await transaction.exec(sql)),
  query: async <Row>(sql: string, values: unknown[]) => (await transaction.query<Row>(sql, values)).rows,
  async copyOut(query) {
    const { blob } = await transaction.query(`COPY (${query}) TO '/dev/blob'`);
    await nextTurn();
    return new Uint8Array((await blob?.arrayBuffer()) ?? []);
  },
  async copyIn(target, rows) {
    await transaction.query(`COPY ${target} FROM '/dev/blob'`, [], { blob: new Blob([new Uint8Array(rows)]) });
    await nextTurn();
  },
});

export async function embeddedDriver(): Promise<Driver> {
  const unlock = lockDataDir();
  const folder = dataPath("database");
  const isNew = !existsSync(join(folder, "PG_VERSION"));
  mkdirSync(folder, { recursive: true });
  const files = new DurableFiles(folder, makeRoom);
  const database = await PGlite.create({ fs: files, startParams: START, extensions: { pg_trgm } });
  // Not awaited before work begins: until it is done, a power cut can lose a database that is seconds old.
  const synced = isNew ? syncTree(folder) : Promise.resolve();
  synced.catch((error: unknown) => log().warn({ err: error }, "new database not synced to disk"));
  const statements = new PreparedStatements(database);
  const upkeep = new EmbeddedUpkeep(database, () => statements.spentMs);
  return {
    kind: "embedded",
    adapter: pgliteAdapter(database, statements),
    queue: { db: fromPglite(withQuery(database, statements.query)), backend: "pglite" },
    listen: null,
    withSession: (use) =>
      use({
        exec: async (sql) => void (await database.exec(sql)),
        query: async <Row>(sql: string, values: unknown[]) => (await database.query<Row>(sql, values)).rows,
      }),
    withTransaction: (start, use) =>
      database.transaction(async (transaction) => {
        await transaction.exec(`SET TRANSACTION ${start}`);
        return use(copySession(transaction));
      }),
    async close() {
      await Promise.allSettled([upkeep.stop(), synced]);
      await database.close();
      unlock();
    },
  };
}
