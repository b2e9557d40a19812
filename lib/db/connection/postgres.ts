import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { copyFrom, copyTo } from "#lib/db/connection/copy.ts";
import type { Driver, Session } from "#lib/db/connection/driver.ts";
import { plainUrl } from "#lib/db/connection/no-connection.ts";
import { isDemoted, isQueryTimeout } from "#lib/db/connection/trouble.ts";

/** The name of connections that listen, by which others see that their process is alive. */
export const LISTENER = "packshot";

const CONNECTIONS = 10;
/** A standby that took over is asked within this time by every connection. */
const LIFETIME_SECONDS = 300;

/** In ms. Kept by this process: a server that vanished keeps no time. */
export type Patience = {
  /** To connect, or for a free connection of the pool. */
  connect: number;
  query: number;
  /** For a statement of a migration. */
  migration: number;
};

const PATIENCE: Patience = { connect: 15_000, query: 30_000, migration: 3_600_000 };

const longerQueries = new AsyncLocalStorage<number>();

/** Lets each query of `work` take so many ms, if that is more than queries have anyway. */
export function withQueryTimeout<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  return longerQueries.run(ms, work);
}

/** A query as Prisma sends it: an object that takes a time of its own. */
function withOwnTimeout(config: unknown, usual: number): unknown {
  const longer = longerQueries.getStore() ?? 0;
  return longer > usual && typeof config === "object" ? { ...config, query_timeout: longer } : config;
}

/**
 * Ends a connection that a query waited for in vain, or whose server takes no writes any more: after a transaction Prisma
 * gives it back to the pool as if it were sound.
 */
function guard(client: pg.PoolClient, usual: number): void {
  client.query = new Proxy(client.query, {
    apply(query, _self, [config, ...rest]: unknown[]) {
      const result: unknown = Reflect.apply(query, client, [withOwnTimeout(config, usual), ...rest]);
      if (result instanceof Promise)
        result.catch((error: unknown) => {
          if (isQueryTimeout(error) || isDemoted(error)) client.end().catch(() => {});
        });
      return result;
    },
  });
}

async function withClient<Result>(
  config: pg.ClientConfig,
  use: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(config);
  client.on("error", () => {}); // the query that is under way rejects
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const sessionOf = (client: pg.Client): Session => ({
  exec: async (sql) => void (await client.query(sql)),
  query: async (sql, values) => (await client.query(sql, values)).rows,
});

/** `direct`: the same without a pooler between, for what needs a session of its own. */
export function postgresDriver(url: string, direct = url, patience = PATIENCE): Driver {
  const connection = {
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: patience.connect,
  };
  const pooled: pg.PoolConfig = {
    ...connection,
    connectionString: plainUrl(url),
    max: CONNECTIONS,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    query_timeout: patience.query,
  };
  const pool = new pg.Pool(pooled);
  pool.on("error", () => {}); // an idle connection that breaks is replaced
  pool.on("connect", (client) => guard(client, patience.query));
  const longSession = { ...connection, connectionString: plainUrl(direct), query_timeout: patience.migration };
  return {
    kind: "postgres",
    adapter: new PrismaPg(pool, { disposeExternalPool: true }),
    queue: pooled,
    async listen(channel, onPayload) {
      const client = new pg.Client({ ...connection, connectionString: plainUrl(direct), application_name: LISTENER });
      const ended = Promise.withResolvers<void>();
      client.on("error", () => ended.resolve());
      client.on("end", () => ended.resolve());
      client.on("notification", ({ payload }) => onPayload(payload ?? ""));
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      return { ended: ended.promise, close: () => client.end() };
    },
    withSession: (use) => withClient(longSession, (client) => use(sessionOf(client))),
    withTransaction: (start, use) =>
      withClient(longSession, async (client) => {
        await client.query(`START TRANSACTION ${start}`);
        // A connection that ends without a COMMIT rolls back.
        const result = await use({
          ...sessionOf(client),
          copyOut: (query) => copyTo(client, query),
          copyIn: (target, rows) => copyFrom(client, target, rows),
        });
        await client.query("COMMIT");
        return result;
      }),
    close: async () => {},
  };
}
