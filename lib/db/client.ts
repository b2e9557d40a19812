import "server-only";
import { driver } from "#lib/db/driver.ts";
import { Prisma, PrismaClient } from "#lib/db/generated/client.ts";
import { once } from "#lib/once.ts";

/** A transaction of the Prisma client, as functions take it that must be part of one. */
export type Transaction = Prisma.TransactionClient;

const WAIT_MS = 15_000;

/** The process's Prisma client. The wait limits let 100 parallel transactions through PGlite's single session. */
export function db(): Promise<PrismaClient> {
  return once("prisma", async () => {
    const { adapter } = await driver();
    return new PrismaClient({ adapter, transactionOptions: { maxWait: WAIT_MS, timeout: WAIT_MS } });
  });
}

/** Runs `work` in one transaction. Never await the model, the store or sharp in it: on PGlite it blocks every other query. */
export async function transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return (await db()).$transaction(work);
}

const hasCode = (error: unknown, code: string) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

/** Did a write break a unique key? On both databases, in the shape that Prisma reports. */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, "P2002");
}

const RAW_QUERY_FAILED = "P2010";
const FOREIGN_KEY_VIOLATION = "23503";

/** Of raw SQL Prisma says only that it failed; the reason is the database's own code deeper down. */
function isRawForeignKeyViolation(error: unknown): boolean {
  return hasCode(error, RAW_QUERY_FAILED) && JSON.stringify(error).includes(`"${FOREIGN_KEY_VIOLATION}"`);
}

/** Did a write name a row that is not (or no longer) there, or change one that is gone? */
export function isMissingRow(error: unknown): boolean {
  return hasCode(error, "P2003") || hasCode(error, "P2025") || isRawForeignKeyViolation(error);
}
