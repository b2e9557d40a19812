import { readdirSync } from "node:fs";
import pg from "pg";
import { expect, test } from "vitest";
import { postgresDriver } from "#lib/db/connection/postgres.ts";
import { migrate } from "#lib/db/migrate.ts";
import { createScratchDatabase, type ScratchDatabase } from "#tests/support/scratch-database.ts";

const LOCK = 72_707_369;
const MIGRATIONS = readdirSync("prisma/migrations", { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
).length;

async function withScratch(use: (database: ScratchDatabase) => Promise<void>): Promise<void> {
  const database = await createScratchDatabase();
  await use(database).finally(() => database.drop());
}

/** A session that holds the lock of migrations until it ends. */
async function holdLock(url: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url });
  await session.connect();
  await session.query("SELECT pg_advisory_lock($1)", [LOCK]);
  return session;
}

/** The advisory locks of this database: the server has those of the other tests' databases too. */
const OWN_LOCKS = `SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database
  WHERE locktype = 'advisory' AND d.datname = current_database()`;

test("processes that start together apply every migration once, and leave no lock", async () => {
  await withScratch(async ({ url, client }) => {
    const applied = await Promise.all(Array.from({ length: 3 }, () => migrate(postgresDriver(url))));
    expect(applied.flat()).toHaveLength(MIGRATIONS);
    expect((await client.query(OWN_LOCKS)).rowCount).toBe(0);
  });
});

test("looks without a lock first, and waits for one where there is something to apply", async () => {
  await withScratch(async ({ url, client }) => {
    await migrate(postgresDriver(url));
    const other = await holdLock(url);
    expect(await migrate(postgresDriver(url))).toEqual([]);
    const { rows } = await client.query(
      "DELETE FROM _prisma_migrations WHERE migration_name LIKE '%starter_prompts' RETURNING migration_name",
    );
    await client.query('DELETE FROM "ImageType"; DELETE FROM "PromptTemplate"');
    const waiting = migrate(postgresDriver(url));
    await expect.poll(async () => (await client.query(`${OWN_LOCKS} AND NOT granted`)).rowCount).toBe(1);
    await other.end();
    expect(await waiting).toEqual(rows.map(({ migration_name: name }) => name));
  });
});
