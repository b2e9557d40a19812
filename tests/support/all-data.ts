import { createHash } from "node:crypto";
import { driver } from "#lib/db/connection/driver.ts";
import { FOLDERS } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";

const TABLES = `
  SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    AND relname NOT IN ('_prisma_migrations', 'WorkerProcess', 'Task', 'StoreIdentity') ORDER BY 1`;

/** All rows by table, and the messages that wait or that a worker has. */
export async function readRows(): Promise<Record<string, unknown[]>> {
  return (await driver()).withSession(async ({ query }) => {
    const found: Record<string, unknown[]> = {};
    for (const { name } of await query<{ name: string }>(TABLES, [])) {
      const rows = await query<{ row: unknown }>(
        `SELECT to_jsonb(t) AS row FROM "${name}" t ORDER BY to_jsonb(t)::text`,
        [],
      );
      found[name] = rows.map(({ row }) => row);
    }
    found.messages = await query(
      `SELECT id::text, name, data, priority, start_after FROM pgboss.job WHERE state < 'completed' AND name <> 'make-backup' ORDER BY id`,
      [],
    );
    return found;
  });
}

/** The SHA-256 and the type of each object. */
export async function readObjects(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const folder of FOLDERS)
    for (const { key } of (await store().list(folder, null)).objects) {
      const object = await store().open(key);
      const bytes = new Uint8Array(await new Response(object?.body).arrayBuffer());
      found[key] = `${object?.contentType} ${createHash("sha256").update(bytes).digest("hex")}`;
    }
  return found;
}
