import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";

/*
 * While a backup is made, objects that its rows name must stay in the store. Whoever makes one says so in a row that it renews;
 * whoever removes objects looks for such rows first. The lock keeps a backup from beginning while somebody looks.
 */

const PREFIX = "backup:";
const LOCK = "backups";
const RENEW_MS = 10_000;
/** A process that has not renewed its row for so long is dead. */
const LEASE_SECONDS = 60;

export class BackupRunning extends Error {
  override readonly name = "BackupRunning";

  constructor() {
    super("A backup is being made.");
  }
}

export async function isBackupRunning(tx: Transaction = db): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM "Task" WHERE name LIKE ${`${PREFIX}%`} AND "lastRunAt" > clock_timestamp() - ${LEASE_SECONDS} * interval '1 second' LIMIT 1`;
  return rows.length > 0;
}

/** Does a message wait for a worker to make one, or has a worker it? */
export async function isBackupAsked(tx: Transaction = db): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM pgboss.job WHERE name = 'make-backup' AND state IN ('created', 'retry', 'active') LIMIT 1`;
  return rows.length > 0;
}

/** Until the transaction ends no backup begins. Throws `BackupRunning`. */
export async function keepBackupsAway(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${LOCK}, 0))`;
  if (await isBackupRunning(tx)) throw new BackupRunning();
}

function begin(name: string): Promise<void> {
  return transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`;
    if (await isBackupRunning(tx)) throw new BackupRunning();
    await tx.task.deleteMany({ where: { name: { startsWith: PREFIX } } });
    await tx.$executeRaw`INSERT INTO "Task" (name, "lastRunAt") VALUES (${name}, clock_timestamp())`;
  });
}

/** Throws where it is too late, as after a long outage: objects may have been removed. */
async function renew(name: string): Promise<void> {
  const renewed = await db.$executeRaw`
    UPDATE "Task" SET "lastRunAt" = clock_timestamp()
    WHERE name = ${name} AND "lastRunAt" > clock_timestamp() - ${LEASE_SECONDS} * interval '1 second'`;
  if (renewed === 0) throw new Error("The database did not hear from this backup for a minute.");
}

async function keepRenewing(name: string, lost: AbortController, done: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await sleep(RENEW_MS, undefined, { signal: done });
      await renew(name).catch((error: unknown) => {
        if (!isDatabaseTrouble(error)) throw error;
      });
    }
  } catch (error) {
    if (!done.aborted) lost.abort(error);
  }
}

/** One backup at a time, during which no object is removed. `work` must end when its signal aborts. Throws `BackupRunning`. */
export async function whileNothingIsRemoved<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const name = `${PREFIX}${randomUUID()}`;
  await begin(name);
  const [lost, done] = [new AbortController(), new AbortController()];
  const renewing = keepRenewing(name, lost, done.signal);
  try {
    const result = await work(lost.signal);
    await renew(name);
    return result;
  } finally {
    done.abort();
    await renewing;
    await db.task.deleteMany({ where: { name } });
  }
}
