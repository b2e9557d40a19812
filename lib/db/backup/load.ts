import "server-only";
import { z } from "zod";
import { type DumpedTable, MESSAGES, quoted, quotedList } from "#lib/db/backup/dump.ts";
import { type CopySession, driver } from "#lib/db/connection/driver.ts";
import { makeTables } from "#lib/db/migrate.ts";

const MESSAGES_AT_ONCE = 1_000;

/** All of one kind in one statement: they depend on each other. */
const dropAll = (kind: "TABLE" | "TYPE" | "FUNCTION", names: string) => `DO $$
DECLARE names text := (SELECT string_agg(name::text, ', ') FROM (${names}) found);
BEGIN IF names IS NOT NULL THEN EXECUTE 'DROP ${kind} ' || names || ' CASCADE'; END IF; END $$`;

/** Everything of the schema but extensions and what belongs to them. */
const DROP_ALL = [
  dropAll(
    "TABLE",
    "SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'",
  ),
  dropAll(
    "TYPE",
    "SELECT oid::regtype AS name FROM pg_type WHERE typnamespace = current_schema()::regnamespace AND typtype = 'e'",
  ),
  dropAll(
    "FUNCTION",
    `SELECT oid::regprocedure AS name FROM pg_proc p WHERE pronamespace = current_schema()::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
  ),
];

const OWN_TABLES = `pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'`;

/** Without the rows that migrations write. */
const EMPTY_ALL = `DO $$ BEGIN
  EXECUTE (SELECT 'TRUNCATE ' || string_agg(oid::regclass::text, ', ') FROM ${OWN_TABLES});
END $$`;

const setTriggers = (action: "DISABLE" | "ENABLE") => `DO $$
DECLARE name regclass;
BEGIN FOR name IN SELECT oid::regclass FROM ${OWN_TABLES} LOOP EXECUTE format('ALTER TABLE %s ${action} TRIGGER USER', name); END LOOP;
END $$`;

const FOREIGN_KEYS = `
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS add
  FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`;

/** Ids that count up continue after those of the rows. */
const SEQUENCES = `
  SELECT format('SELECT setval(%L, max(%I)) FROM %s HAVING max(%I) IS NOT NULL', s.oid::regclass, a.attname, d.refobjid::regclass, a.attname) AS set
  FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace`;

const messageSchema = z.object({
  id: z.string(),
  name: z.string(),
  priority: z.number(),
  data: z.unknown(),
  startAfter: z.string(),
});
export type DumpedMessage = z.infer<typeof messageSchema>;

type Load = {
  migrations: string[];
  tables: DumpedTable[];
  /** The store that the rows are about from now on; null where the dump says so. */
  storeId: string | null;
  read: (table: string, use: (parts: AsyncIterable<Uint8Array>) => Promise<void>) => Promise<void>;
  send: (session: CopySession, messages: DumpedMessage[]) => Promise<void>;
};

async function copyRows(session: CopySession, { tables, read }: Load): Promise<void> {
  const keys = await session.query<{ drop: string; add: string }>(FOREIGN_KEYS, []);
  for (const { drop } of keys) await session.exec(drop);
  // They counted these rows when the rows were first written.
  await session.exec(setTriggers("DISABLE"));
  for (const { table, columns } of tables) {
    const target = `${table === MESSAGES ? "dumped_message" : quoted(table)} (${quotedList(columns)})`;
    await read(table, async (parts) => {
      for await (const rows of parts) await session.copyIn(target, rows);
    });
  }
  await session.exec(setTriggers("ENABLE"));
  for (const { add } of keys) await session.exec(add);
  for (const { set } of await session.query<{ set: string }>(SEQUENCES, [])) await session.exec(set);
}

/**
 * Batches that were not sent when the backup was made may have been sent since: who continues looks for them in Google's list first.
 * Files that were uploaded then may be gone.
 */
const DOUBT_BATCHES = [
  `UPDATE "GenerationAttempt" a SET called = true FROM "Batch" b
   WHERE a."batchId" = b.id AND a.code IS NULL AND b.state IN ('PLANNED', 'UPLOADING', 'UPLOADED')`,
  `UPDATE "Batch" SET state = 'CREATING', "sentAt" = coalesce("sentAt", now()), "fileName" = NULL
   WHERE state IN ('PLANNED', 'UPLOADING', 'UPLOADED', 'CREATING')`,
];

async function sendMessages(session: CopySession, send: Load["send"]): Promise<void> {
  await session.exec("DELETE FROM pgboss.job");
  for (let after = ""; ; ) {
    const rows = await session.query(
      `SELECT id::text AS id, name, priority, data, to_char(start_after, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM') AS "startAfter"
       FROM dumped_message WHERE id::text > $1 ORDER BY id::text LIMIT ${MESSAGES_AT_ONCE}`,
      [after],
    );
    const messages = z.array(messageSchema).parse(rows);
    await send(session, messages);
    const last = messages.at(-1);
    if (!last || messages.length < MESSAGES_AT_ONCE) return;
    after = last.id;
  }
}

/**
 * Puts the rows of a dump in the place of all that the database holds, in one transaction: whatever fails, it is as before. The
 * queue must have its tables already.
 */
export async function loadRows(load: Load): Promise<void> {
  const { withTransaction } = await driver();
  await withTransaction("ISOLATION LEVEL READ COMMITTED", async (session) => {
    await session.exec("SET LOCAL TimeZone = 'UTC'");
    for (const drop of DROP_ALL) await session.exec(drop);
    await makeTables(session, load.migrations);
    await session.exec(EMPTY_ALL);
    await session.exec(
      `CREATE TEMP TABLE dumped_message (id uuid, name text, priority int, data jsonb, start_after timestamptz) ON COMMIT DROP`,
    );
    await copyRows(session, load);
    if (load.tables.some(({ table }) => table === "Batch"))
      for (const doubt of DOUBT_BATCHES) await session.exec(doubt);
    await sendMessages(session, load.send);
    // The store is newly this database's: none of its objects is an old orphan yet.
    if (load.storeId !== null)
      await session.query(`UPDATE "StoreIdentity" SET "storeId" = $1, "confirmedAt" = now()`, [load.storeId]);
    await session.exec("ANALYZE");
  });
}

/** Has Packshot never used this database? */
export async function isEmptyDatabase(): Promise<boolean> {
  const { withSession } = await driver();
  const [row] = await withSession((session) =>
    session.query<{ found: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found", []),
  );
  return !row?.found;
}
