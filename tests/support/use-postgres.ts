import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll } from "vitest";

const server = process.env.TEST_DATABASE_URL;
if (!server) throw new Error("Set TEST_DATABASE_URL to a PostgreSQL whose user may create databases.");

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

const name = `packshot_test_${randomUUID().replaceAll("-", "")}`;
await administer(`CREATE DATABASE ${name}`);
const url = new URL(server);
url.pathname = name;
process.env.DATABASE_URL = url.href;

afterAll(() => administer(`DROP DATABASE ${name} WITH (FORCE)`));
