import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { PGlite } from "@electric-sql/pglite";
import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import { PrismaPGlite } from "pglite-prisma-adapter";
import type { PreparedStatements, Query } from "#lib/db/embedded/prepared-statements.ts";

type Adapter = Awaited<ReturnType<SqlDriverAdapterFactory["connect"]>>;
type AdapterTransaction = Awaited<ReturnType<Adapter["startTransaction"]>>;
type IsolationLevel = Parameters<Adapter["startTransaction"]>[0];

/** PGlite as others see it, whose queries are `query`. */
export function withQuery(database: PGlite, query: Query): PGlite {
  return new Proxy(database, {
    get(target, name) {
      if (name === "query") return query;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/**
 * Starts a transaction whose COMMIT and ROLLBACK Prisma sends as statements, so that it learns when one fails: the adapter's
 * own transaction catches a failed COMMIT and answers as if the rows were written. What PGlite sends after that finds no
 * transaction, which PostgreSQL answers with a warning. Source: pglite-prisma-adapter 0.7.2, `startTransactionInner`.
 */
function startTransaction(
  database: PGlite,
  statements: PreparedStatements,
  isolationLevel: IsolationLevel,
): Promise<AdapterTransaction> {
  return new Promise((resolve, reject) => {
    const end = Promise.withResolvers<void>();
    const ended = database.transaction(async (transaction) => {
      if (isolationLevel) await transaction.exec(`SET TRANSACTION ISOLATION LEVEL ${isolationLevel}`);
      const queries = await new PrismaPGlite(withQuery(database, statements.queryInTransaction)).connect();
      const finish = async () => {
        end.resolve();
        await ended;
      };
      resolve({
        provider: queries.provider,
        adapterName: queries.adapterName,
        options: { usePhantomQuery: false },
        queryRaw: (query) => queries.queryRaw(query),
        executeRaw: (query) => queries.executeRaw(query),
        commit: finish,
        rollback: finish,
      });
      await end.promise;
    });
    ended.catch(reject);
  });
}

/**
 * PGlite answers within the same turn of the event loop, so that work that only asks the database would let nothing else run,
 * not even a request be read: each transaction, and each query outside of one, waits for the loop's next turn.
 */
export function pgliteAdapter(database: PGlite, statements: PreparedStatements): SqlDriverAdapterFactory {
  const factory = new PrismaPGlite(withQuery(database, statements.query));
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      const { queryRaw, executeRaw } = adapter;
      adapter.queryRaw = (query) => nextTurn().then(() => queryRaw.call(adapter, query));
      adapter.executeRaw = (query) => nextTurn().then(() => executeRaw.call(adapter, query));
      adapter.startTransaction = (isolationLevel) =>
        nextTurn().then(() => startTransaction(database, statements, isolationLevel));
      return adapter;
    },
  };
}
