import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { CantStart } from "#lib/cant-start.ts";
import { type ConnectionSetting, comesLater, connectionTrouble, plainUrl } from "#lib/db/connection/no-connection.ts";
import { env } from "#lib/env.ts";

/** A database in a container of its own may come a minute later. */
const WAIT_MS = 90_000;
const AGAIN_MS = 1_000;
const CONNECT_MS = 10_000;
const OLDEST = 140_000;

type Facts = { encoding: string; version: string; name: string };

async function readFacts(url: string): Promise<Facts> {
  const connectionString = plainUrl(url);
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_MS, query_timeout: CONNECT_MS });
  client.on("error", () => {}); // the query that is under way rejects
  try {
    await client.connect();
    const { rows } = await client.query<Facts>(
      "SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num') AS version, current_database() AS name",
    );
    const [facts] = rows;
    if (!facts) throw new Error("The database returned nothing.");
    return facts;
  } finally {
    await client.end().catch(() => {});
  }
}

function checkFacts({ encoding, version, name }: Facts, setting: ConnectionSetting): void {
  if (encoding !== "UTF8")
    throw new CantStart(
      `${setting}: the database ${name} has the encoding ${encoding}: create one with ENCODING 'UTF8' TEMPLATE template0.`,
    );
  if (Number(version) < OLDEST)
    throw new CantStart(`${setting}: the server is older than PostgreSQL 14: Packshot needs PostgreSQL 14 or newer.`);
}

/** Waits while nobody answers. Throws `CantStart`. */
export async function checkDatabase(setting: ConnectionSetting, url: string, waitMs = WAIT_MS): Promise<void> {
  const end = performance.now() + waitMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return checkFacts(await readFacts(url), setting);
    } catch (error) {
      if (error instanceof CantStart) throw error;
      const trouble = connectionTrouble(error, setting, url);
      if (!comesLater(error) || performance.now() > end) throw new CantStart(trouble, { cause: error });
      if (isFirst) console.warn(`${trouble} Waiting up to ${Math.ceil(waitMs / 1_000)} s.`);
      await sleep(AGAIN_MS);
    }
  }
}

/** Without a pooler, where there is one. Throws `CantStart`. */
export async function waitForDatabase(): Promise<void> {
  const { DATABASE_URL, DIRECT_DATABASE_URL } = env();
  if (DIRECT_DATABASE_URL) await checkDatabase("DIRECT_DATABASE_URL", DIRECT_DATABASE_URL);
  else if (DATABASE_URL) await checkDatabase("DATABASE_URL", DATABASE_URL);
}

/** After the migrations: the pooler's sessions outlast ours and would not have the settings that those make. */
export async function waitForPooler(): Promise<void> {
  const { DATABASE_URL, DIRECT_DATABASE_URL } = env();
  if (DATABASE_URL && DIRECT_DATABASE_URL) await checkDatabase("DATABASE_URL", DATABASE_URL);
}
