import { randomUUID } from "node:crypto";
import pg from "pg";

/** An empty database on the PostgreSQL of TEST_DATABASE_URL, for one run. */
export type ScratchDatabase = {
  url: string;
  /** A connection for plain SQL. */
  client: pg.Client;
  drop(): Promise<void>;
};

/** Creates a scratch database. Throws where TEST_DATABASE_URL is not set. */
export async function createScratchDatabase(): Promise<ScratchDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error("Set TEST_DATABASE_URL to a PostgreSQL whose user may create databases.");
  const name = `packshot_scratch_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return {
    url: url.href,
    client,
    async drop() {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
