import { randomUUID } from "node:crypto";
import pg from "pg";

export type ScratchDatabase = {
  url: string;
  /** For plain SQL. */
  client: pg.Pool;
  drop(): Promise<void>;
};

async function administer(server: string, sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(sql).finally(() => admin.end());
}

/** A copy of the database `template`, or empty. Throws if TEST_DATABASE_URL is not set. */
export async function createScratchDatabase(
  server = process.env.TEST_DATABASE_URL,
  template = "template1",
): Promise<ScratchDatabase> {
  if (!server) throw new Error("Set TEST_DATABASE_URL to a PostgreSQL whose user may create databases.");
  const name = `packshot_scratch_${randomUUID().replaceAll("-", "")}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(server);
  url.pathname = name;
  const client = new pg.Pool({ connectionString: url.href, max: 1 });
  client.on("error", () => {}); // its server may be stopped by a drill: the next query connects again
  return {
    url: url.href,
    client,
    async drop() {
      await client.end();
      await administer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
