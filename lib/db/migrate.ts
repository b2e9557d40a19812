import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CantStart } from "#lib/cant-start.ts";
import { type Driver, driver, type Session } from "#lib/db/connection/driver.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";

// The number that `prisma migrate deploy` locks too, so that the two wait for each other. Source: Prisma's schema engine.
const PRISMA_LOCK = 72_707_369;
const LOCK_TIMEOUT = "5s";
const LOCK_NOT_AVAILABLE = "55P03";
const AGAIN_MS = 1_000;

// Prisma's own table, as its schema engine creates it.
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

type Migration = { name: string; sql: string; checksum: string };
type Recorded = { migration_name: string; checksum: string; finished_at: Date | null };

/** The migrations of this version, read once: an update may change the files under a running process. */
function migrations(): Promise<Migration[]> {
  return once("migrations", readMigrations);
}

async function readMigrations(): Promise<Migration[]> {
  const folder = join(/* turbopackIgnore: true */ process.cwd(), "prisma", "migrations");
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function readRecorded(session: Pick<Session, "query">): Promise<Map<string, Recorded>> {
  const [table] = await session.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
    [],
  );
  if (!table?.exists) return new Map();
  const rows = await session.query<Recorded>(
    "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
    [],
  );
  return new Map(rows.map((row) => [row.migration_name, row]));
}

/** Is this one to be applied? Throws where it was begun and not finished, or is not what was applied. */
function isMissing({ name, checksum }: Migration, recorded: Map<string, Recorded>): boolean {
  const known = recorded.get(name);
  if (!known) return true;
  if (!known.finished_at)
    throw new CantStart(`Migration ${name} was started but not finished. Resolve it with "prisma migrate resolve".`);
  if (known.checksum !== checksum)
    throw new CantStart(`Migration ${name} was changed after it was applied. Restore the file.`);
  return false;
}

/** Says which migration a newer version of Packshot has applied; null where none is unknown. */
function newerThan(own: Migration[], recorded: Map<string, Recorded>): string | null {
  const names = new Set(own.map(({ name }) => name));
  const unknown = [...recorded.keys()].filter((name) => !names.has(name)).sort();
  return unknown.length > 0
    ? `The database belongs to a newer version of Packshot (it has the migration ${unknown.at(-1)}): start that version.`
    : null;
}

async function run(session: Session, { name, sql, checksum }: Migration): Promise<void> {
  await session.exec(sql);
  await session.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)",
    [randomUUID(), checksum, name],
  );
}

/** Applies a migration unless another process did meanwhile, all in one transaction: a pooler may change the session after it. */
async function applyUnderLock(session: Session, migration: Migration): Promise<boolean> {
  await session.exec("BEGIN");
  try {
    await session.exec(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    await session.exec(`SELECT pg_advisory_xact_lock(${PRISMA_LOCK})`);
    // Before the table is read: to_regclass may still answer what it did before the lock, this makes the session look.
    await session.exec(MIGRATIONS_TABLE);
    const missing = isMissing(migration, await readRecorded(session));
    if (missing) await run(session, migration);
    await session.exec("COMMIT");
    return missing;
  } catch (error) {
    await session.exec("ROLLBACK");
    throw error;
  }
}

const isLocked = (error: unknown) => error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE;

/** Waits as long as others hold locks that it needs, without making those behind it wait: each try gives up after 5 s. */
async function apply(session: Session, migration: Migration): Promise<boolean> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await applyUnderLock(session, migration);
    } catch (cause) {
      if (cause instanceof CantStart) throw cause;
      if (!isLocked(cause))
        throw new Error(`Migration ${migration.name} failed. The database is unchanged.`, { cause });
      if (isFirst) log().warn({ migration: migration.name }, "waiting for a lock that another session holds");
      await sleep(AGAIN_MS);
    }
  }
}

/**
 * Each in one transaction, recorded as `prisma migrate deploy` would. Processes that start together wait for each other.
 * Returns the names applied. Throws `CantStart` where a newer version was here.
 */
export async function migrate(database?: Driver): Promise<string[]> {
  const { withSession } = database ?? (await driver());
  const own = await migrations();
  return withSession(async (session) => {
    const recorded = await readRecorded(session);
    const newer = newerThan(own, recorded);
    if (newer) throw new CantStart(newer);
    const applied: string[] = [];
    for (const migration of own)
      if (isMissing(migration, recorded) && (await apply(session, migration))) applied.push(migration.name);
    return applied;
  });
}

/** Why this version may no longer work on the database: a newer one has migrated it meanwhile. Null where it may. */
export async function schemaTrouble(query: Session["query"]): Promise<string | null> {
  return newerThan(await migrations(), await readRecorded({ query }));
}

/** Those that the database has, in their order. */
export async function appliedMigrations(session: Pick<Session, "query">): Promise<string[]> {
  return [...(await readRecorded(session)).keys()].sort();
}

export async function knownMigrations(): Promise<string[]> {
  return (await migrations()).map(({ name }) => name);
}

/** Makes the tables of an empty schema as those migrations do, in the transaction of the session. */
export async function makeTables(session: Session, names: string[]): Promise<void> {
  await session.exec(`SELECT pg_advisory_xact_lock(${PRISMA_LOCK})`);
  await session.exec(MIGRATIONS_TABLE);
  for (const migration of await migrations()) if (names.includes(migration.name)) await run(session, migration);
}
