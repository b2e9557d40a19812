import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Driver, driver, type Session } from "#lib/db/driver.ts";

// The number that `prisma migrate deploy` locks too, so that the two wait for each other. Source: Prisma's schema engine.
const PRISMA_LOCK = 72_707_369;

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

async function apply(session: Session, { name, sql, checksum }: Migration): Promise<void> {
  await session.exec("BEGIN");
  try {
    await session.exec(sql);
    await session.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)",
      [randomUUID(), checksum, name],
    );
    await session.exec("COMMIT");
  } catch (cause) {
    await session.exec("ROLLBACK");
    throw new Error(`Migration ${name} failed; the database is as it was before it.`, { cause });
  }
}

async function applyMissing(session: Session, migrations: Migration[]): Promise<string[]> {
  await session.exec(MIGRATIONS_TABLE);
  const recorded = await session.query<Recorded>(
    "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
    [],
  );
  const byName = new Map(recorded.map((row) => [row.migration_name, row]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const known = byName.get(migration.name);
    if (known && !known.finished_at)
      throw new Error(`Migration ${migration.name} was begun and not finished: mend it with "prisma migrate resolve".`);
    if (known && known.checksum !== migration.checksum)
      throw new Error(`Migration ${migration.name} was changed after it had been applied: restore the file.`);
    if (known) continue;
    await apply(session, migration);
    applied.push(migration.name);
  }
  return applied;
}

/**
 * Applies the migrations in `prisma/migrations` that the database lacks, each in one transaction, recorded as
 * `prisma migrate deploy` would. Processes that start together wait for each other. Returns the names applied.
 */
export async function migrate(database?: Driver): Promise<string[]> {
  const { withSession } = database ?? (await driver());
  const migrations = await readMigrations();
  return withSession(async (session) => {
    await session.query("SELECT pg_advisory_lock($1)::text", [PRISMA_LOCK]);
    try {
      return await applyMissing(session, migrations);
    } finally {
      await session.query("SELECT pg_advisory_unlock($1)", [PRISMA_LOCK]);
    }
  });
}
