import "server-only";
import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import { driver } from "#lib/db/connection/driver.ts";
import { withQueryTimeout } from "#lib/db/connection/postgres.ts";
import { Prisma, PrismaClient } from "#lib/db/generated/client.ts";
import { once } from "#lib/once.ts";

export type Transaction = Prisma.TransactionClient;

const WAIT_MS = 15_000;

type TransactionOptions = { timeout?: number };

/** The transaction may touch 100,000 rows, or wait for one that does, on a busy machine too. */
export const MANY_ROWS: TransactionOptions = { timeout: 180_000 };

/** Opens the database with the first query, and again after `$disconnect`. */
const adapter: SqlDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "packshot",
  connect: async () => (await driver()).adapter.connect(),
};

/** The wait limits let 100 parallel transactions through PGlite's single session. */
export const db = once(
  "prisma",
  () => new PrismaClient({ adapter, transactionOptions: { maxWait: WAIT_MS, timeout: WAIT_MS } }),
);

const hasCode = (error: unknown, code: string) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

const WRITE_CONFLICT = "P2034";
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK = "40P01";
const TRIES = 3;

/** Did the database break a transaction off that would go through by itself? */
function isBrokenOff(error: unknown): boolean {
  return hasCode(error, WRITE_CONFLICT) || saysRaw(error, DEADLOCK) || saysRaw(error, SERIALIZATION_FAILURE);
}

const effects = new WeakMap<Transaction, (() => void)[]>();

/** Never where it is rolled back. `effect` must not throw, and a crash may lose it. */
export function afterCommit(tx: Transaction, effect: () => void): void {
  const collected = effects.get(tx);
  if (!collected) throw new Error("Effects belong to a transaction of transaction().");
  collected.push(effect);
}

async function runOnce<Result>(
  work: (tx: Transaction) => Promise<Result>,
  options: TransactionOptions,
): Promise<Result> {
  const collected: (() => void)[] = [];
  const result = await db.$transaction((tx) => {
    effects.set(tx, collected);
    return work(tx);
  }, options);
  for (const effect of collected) effect();
  return result;
}

/**
 * Runs `work` once more where it and another transaction waited for each other: it must do nothing that can't be done twice but
 * in `tx`. Never await the model, the store or sharp in it: on PGlite it blocks every other query.
 */
export async function transaction<Result>(
  work: (tx: Transaction) => Promise<Result>,
  options: TransactionOptions = {},
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await withQueryTimeout(options.timeout ?? WAIT_MS, () => runOnce(work, options));
    } catch (error) {
      if (tries === TRIES || !isBrokenOff(error)) throw error;
    }
  }
}

const RAW_QUERY_FAILED = "P2010";
const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";

export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, "P2002") || saysRaw(error, UNIQUE_VIOLATION);
}

/** Of raw SQL Prisma says only that it failed; the reason is the database's own code deeper down. */
function saysRaw(error: unknown, sqlState: string): boolean {
  return hasCode(error, RAW_QUERY_FAILED) && JSON.stringify(error).includes(`"${sqlState}"`);
}

export function isMissingRow(error: unknown): boolean {
  return hasCode(error, "P2003") || hasCode(error, "P2025") || saysRaw(error, FOREIGN_KEY_VIOLATION);
}
