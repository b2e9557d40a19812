import "server-only";
import { z } from "zod";
import { type CopySession, driver } from "#lib/db/connection/driver.ts";
import { appliedMigrations } from "#lib/db/migrate.ts";

/** About 16 MB of a table: the most that is in memory, and on the embedded database the longest that the process can do nothing else. */
const BLOCKS = 2_000;

/** What is about processes and not about their work; migrations are applied again. */
const LEFT_OUT = ["_prisma_migrations", "WorkerProcess", "Task"];

/** Waiting messages, and those that a worker has: they are delivered again. One that makes a backup is not. */
export const MESSAGES = "messages";
const MESSAGE_COLUMNS = ["id", "name", "priority", "data", "start_after"];
const SELECT_MESSAGES = `SELECT ${MESSAGE_COLUMNS.join(", ")} FROM pgboss.job
  WHERE state IN ('created', 'retry', 'active') AND name <> 'make-backup'`;

const tableSchema = z.object({ name: z.string(), columns: z.array(z.string()), blocks: z.number() });
const TABLES = `
  SELECT c.relname AS name, json_agg(a.attname ORDER BY a.attnum) AS columns,
    (pg_relation_size(c.oid) / current_setting('block_size')::int)::float8 AS blocks
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1::text[])
  GROUP BY c.oid, c.relname ORDER BY c.relname`;

export type DumpedTable = { table: string; columns: string[] };

export type Dump = { migrations: string[]; storeId: string | null; tables: DumpedTable[] };

/** Called with parts of a table, one table after the other. */
type Write = (table: string, rows: Uint8Array) => Promise<void>;

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
export const quotedList = (names: string[]) => names.map(quoted).join(", ");

async function dumpTable(session: CopySession, { name, columns, blocks }: z.infer<typeof tableSchema>, write: Write) {
  const select = `SELECT ${quotedList(columns)} FROM ${quoted(name)}`;
  for (let first = 0; first === 0 || first < blocks; first += BLOCKS) {
    const isLast = first + BLOCKS >= blocks;
    const end = isLast ? "" : ` AND ctid < '(${first + BLOCKS},0)'::tid`;
    await write(name, await session.copyOut(`${select} WHERE ctid >= '(${first},0)'::tid${end}`));
  }
  return { table: name, columns };
}

async function hasTable(session: CopySession, name: string): Promise<boolean> {
  const [row] = await session.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [name]);
  return row?.found ?? false;
}

async function findStoreId(session: CopySession): Promise<string | null> {
  if (!(await hasTable(session, '"StoreIdentity"'))) return null;
  const [row] = await session.query<{ storeId: string }>(`SELECT "storeId" FROM "StoreIdentity"`, []);
  return row?.storeId ?? null;
}

/** All rows in one snapshot, of this version's schema or an older one: hence by the database's own catalogue. */
export async function dumpRows(write: Write): Promise<Dump> {
  const { withTransaction } = await driver();
  return withTransaction("ISOLATION LEVEL REPEATABLE READ, READ ONLY", async (session) => {
    await session.exec("SET LOCAL TimeZone = 'UTC'");
    const migrations = await appliedMigrations(session);
    const found = z.array(tableSchema).parse(await session.query(TABLES, [LEFT_OUT]));
    const tables: DumpedTable[] = [];
    for (const table of found) tables.push(await dumpTable(session, table, write));
    if (await hasTable(session, "pgboss.job")) {
      await write(MESSAGES, await session.copyOut(SELECT_MESSAGES));
      tables.push({ table: MESSAGES, columns: MESSAGE_COLUMNS });
    }
    return { migrations, storeId: await findStoreId(session), tables };
  });
}
