import "server-only";
import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import type { ConstructorOptions } from "pg-boss";
import { postgresDriver } from "#lib/db/connection/postgres.ts";
import { embeddedDriver } from "#lib/db/embedded/database.ts";
import { env } from "#lib/env.ts";
import { once } from "#lib/once.ts";

export type Session = {
  exec(sql: string): Promise<void>;
  query<Row>(sql: string, values: unknown[]): Promise<Row[]>;
};

/** Rows come and go in PostgreSQL's text format. */
export type CopySession = Session & {
  copyOut(query: string): Promise<Uint8Array>;
  /** `target`: a table with its columns. */
  copyIn(target: string, rows: Uint8Array): Promise<void>;
};

export type Listening = {
  /** Resolves when the connection ends. */
  ended: Promise<void>;
  close(): Promise<void>;
};

export type Driver = {
  kind: "embedded" | "postgres";
  adapter: SqlDriverAdapterFactory;
  queue: ConstructorOptions;
  /** Takes notifications on a connection of its own; null where there is one process only. */
  listen: ((channel: string, onPayload: (payload: string) => void) => Promise<Listening>) | null;
  withSession<Result>(use: (session: Session) => Promise<Result>): Promise<Result>;
  /** One transaction, which `start` begins. On the embedded database every other query waits for its end. */
  withTransaction<Result>(start: TransactionStart, use: (session: CopySession) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

export type TransactionStart = "ISOLATION LEVEL REPEATABLE READ, READ ONLY" | "ISOLATION LEVEL READ COMMITTED";

export function driver(): Promise<Driver> {
  return once("database-driver", async () => {
    const { DATABASE_URL, DIRECT_DATABASE_URL } = env();
    return DATABASE_URL ? postgresDriver(DATABASE_URL, DIRECT_DATABASE_URL) : await embeddedDriver();
  });
}
