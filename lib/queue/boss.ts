import "server-only";
import { fromPrisma, PgBoss } from "pg-boss";
import { z } from "zod";
import { afterCommit, type Transaction, transaction } from "#lib/db/client.ts";
import { driver, type Session } from "#lib/db/connection/driver.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";
import { tellOthers } from "#lib/queue/lookout.ts";
import { type Message, type QueueName, queueNames, queues, RETRY_SECONDS } from "#lib/queue/queues.ts";
import { superviseQueues } from "#lib/queue/supervise.ts";
import { wake } from "#lib/queue/wakers.ts";

const SUPERVISE_SECONDS = 5; // a dead process is noticed 10 to 20 s after its last sign of life

async function startBoss(): Promise<PgBoss> {
  const { queue, kind } = await driver();
  const boss = new PgBoss({ ...queue, schedule: false, supervise: false, monitorIntervalSeconds: SUPERVISE_SECONDS });
  const onError = (error: unknown) => log().error({ err: error }, "queue error");
  boss.on("error", onError);
  await boss.start();
  superviseQueues(boss, { alone: kind === "embedded", onError });
  for (const [name, { options }] of Object.entries(queues)) {
    await boss.createQueue(name, options);
    await boss.updateQueue(name, options);
  }
  return boss;
}

export function boss(): Promise<PgBoss> {
  return once("boss", startBoss);
}

export type NewMessage<Name extends QueueName> = {
  /** Where a row names the message that works on it. */
  id?: string;
  data: Message<Name>;
  /** Higher goes first; 0 where it is left out. */
  priority?: number;
  /** How long it waits before a worker may have it, by the database's clock: those of the machines may differ. */
  delayMs?: number;
};

/** They exist if, and only if, the transaction commits, and wake this process's consumer then. */
export async function enqueue<Name extends QueueName>(
  tx: Transaction,
  name: Name,
  messages: NewMessage<Name>[],
): Promise<void> {
  if (messages.length === 0) return;
  const jobs = messages.map(({ delayMs = 0, ...message }) => ({ ...message, startAfter: `${delayMs} milliseconds` }));
  await (await boss()).insert(name, jobs, { db: fromPrisma(tx) });
  const delays = [...new Set(messages.map(({ delayMs = 0 }) => delayMs))];
  await tellOthers(
    tx,
    delays.map((delayMs) => ({ name, delayMs })),
  );
  afterCommit(tx, () => {
    for (const delayMs of delays) wake(name, delayMs);
  });
}

/** pg-boss reads what it knows of a new queue with its first message: on the embedded database never inside of a transaction. */
export async function knowQueues(): Promise<void> {
  for (const name of queueNames) await (await boss()).insert(name, []);
}

/** Messages of a backup, under their ids. Those of queues that this version doesn't have are dropped. */
export async function insertMessages(
  { query }: Pick<Session, "query">,
  messages: { id: string; name: string; data: unknown; priority: number; startAfter: string }[],
): Promise<void> {
  const db = {
    executeSql: async (sql: string, values?: unknown[]) => ({ rows: await query<object>(sql, values ?? []) }),
  };
  for (const [given, group] of Map.groupBy(messages, ({ name }) => name)) {
    const name = queueNames.find((each) => each === given);
    const jobs = group.map(({ name: _, data, ...message }) => ({ ...message, data: z.looseObject({}).parse(data) }));
    if (name) await (await boss()).insert(name, jobs, { db });
  }
}

/** `retryCount`: the deliveries before it whose process died, or that failed. */
export type Delivery = { id: string; retryCount: number };

/** Ends a message inside the caller's transaction, as done. */
export async function settle(tx: Transaction, name: QueueName, { id, retryCount }: Delivery): Promise<void> {
  await (await boss()).complete(name, { id, retryCount }, null, { db: fromPrisma(tx) });
}

/** A process that works on one notices within a second. */
export async function discard(tx: Transaction, name: QueueName, ids: string[]): Promise<void> {
  if (ids.length > 0) await (await boss()).deleteJob(name, ids, { db: fromPrisma(tx) });
}

/** Until the transaction ends. False where a worker has had one of them. Each id once. */
export async function holdWaiting(tx: Transaction, name: QueueName, ids: string[]): Promise<boolean> {
  const waiting = await tx.$queryRaw<unknown[]>`
    SELECT FROM pgboss.job WHERE name = ${name} AND id = ANY(${ids}::uuid[]) AND state = 'created' FOR UPDATE`;
  return waiting.length === ids.length;
}

/** False, and none of them, where a worker has had one of them. Until the transaction ends no worker gets them. */
export async function withdraw(tx: Transaction, name: QueueName, ids: string[]): Promise<boolean> {
  if (!(await holdWaiting(tx, name, ids))) return false;
  await discard(tx, name, ids);
  return true;
}

// pg-boss has no public call for either. The statements follow its `restoreJobs` and `fetchNextJob` (12.x): a message
// without `started_on` was never delivered, so that its next delivery is not counted as a retry.

/** Another delivery has it after `delayMs`, and counts no death of a process. Does nothing to one that was taken away. */
export async function putBack(name: QueueName, { id, retryCount }: Delivery, delayMs: number): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE pgboss.job SET state = 'created', started_on = NULL, heartbeat_on = NULL,
        start_after = now() + ${delayMs} * interval '1 millisecond'
      WHERE name = ${name} AND id = ${id}::uuid AND state = 'active' AND retry_count = ${retryCount}::int`;
    await tellOthers(tx, [{ name, delayMs }]);
  });
  wake(name, delayMs);
}

/** Another delivery has it after a while, and counts a failure. */
export async function fail(name: QueueName, delivery: Delivery): Promise<void> {
  await (await boss()).fail(name, delivery);
  wake(name, RETRY_SECONDS * 1_000);
}

/** Delivers a message of this transaction to this process, before any other can have it. */
export async function deliverHere(tx: Transaction, name: QueueName, id: string): Promise<Delivery> {
  await tx.$executeRaw`
    UPDATE pgboss.job SET state = 'active', started_on = now(), heartbeat_on = now() WHERE name = ${name} AND id = ${id}::uuid`;
  return { id, retryCount: 0 };
}
