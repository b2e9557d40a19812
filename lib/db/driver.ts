import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import pg from "pg";
import type { ConstructorOptions } from "pg-boss";
import { embeddedDriver } from "#lib/db/embedded.ts";
import { env } from "#lib/env.ts";
import { once } from "#lib/once.ts";

/** One session of the database, for what needs plain SQL: several statements in `exec`, rows from `query`. */
export type Session = {
  exec(sql: string): Promise<void>;
  query<Row>(sql: string, values: unknown[]): Promise<Row[]>;
};

/** The two databases differ in this file only: everything else sees this. */
export type Driver = {
  kind: "embedded" | "postgres";
  adapter: SqlDriverAdapterFactory;
  queue: ConstructorOptions;
  withSession<Result>(use: (session: Session) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

const CONNECTIONS = 10;

function postgres(connectionString: string): Driver {
  return {
    kind: "postgres",
    adapter: new PrismaPg({ connectionString, max: CONNECTIONS }),
    queue: { connectionString, max: CONNECTIONS },
    async withSession(use) {
      const client = new pg.Client({ connectionString });
      await client.connect();
      try {
        return await use({
          exec: async (sql) => void (await client.query(sql)),
          query: async (sql, values) => (await client.query(sql, values)).rows,
        });
      } finally {
        await client.end();
      }
    },
    close: async () => {},
  };
}

/** The process's database: PGlite in DATA_DIR, or PostgreSQL where DATABASE_URL is set. */
export function driver(): Promise<Driver> {
  return once("database-driver", async () => {
    const { DATABASE_URL } = env();
    return DATABASE_URL ? postgres(DATABASE_URL) : await embeddedDriver();
  });
}
