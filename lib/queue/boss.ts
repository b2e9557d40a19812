import "server-only";
import { fromPrisma, PgBoss } from "pg-boss";
import type { Transaction } from "#lib/db/client.ts";
import { driver } from "#lib/db/driver.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";
import { type Message, type QueueName, queues } from "#lib/queue/queues.ts";

const SUPERVISE_SECONDS = 5; // a dead process is noticed 10 to 15 s after its last sign of life

async function startBoss(): Promise<PgBoss> {
  const { queue } = await driver();
  const boss = new PgBoss({
    ...queue,
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  });
  boss.on("error", (error) => log().error({ err: error }, "queue error"));
  await boss.start();
  for (const [name, { options }] of Object.entries(queues)) {
    await boss.createQueue(name, options);
    await boss.updateQueue(name, options);
  }
  return boss;
}

/** The process's pg-boss, started on first use. */
export function boss(): Promise<PgBoss> {
  return once("boss", startBoss);
}

type EnqueueOptions = { priority: number; startAfter?: Date };

/** Sends messages inside the caller's transaction: they exist if, and only if, it commits. */
export async function enqueue<Name extends QueueName>(
  tx: Transaction,
  name: Name,
  messages: Message<Name>[],
  options: EnqueueOptions,
): Promise<void> {
  const queue = await boss();
  await queue.insert(
    name,
    messages.map((data) => ({ data, ...options })),
    { db: fromPrisma(tx) },
  );
}

/** Ends a message inside the caller's transaction, as done. */
export async function settle(
  tx: Transaction,
  name: QueueName,
  message: { id: string; retryCount: number },
): Promise<void> {
  const queue = await boss();
  await queue.complete(name, { id: message.id, retryCount: message.retryCount }, null, { db: fromPrisma(tx) });
}

const workers = () => once("queue-workers", () => new Map<QueueName, string>());

/** Remembers the worker of this process, for `wakeWorker`. */
export function registerWorker(name: QueueName, workerId: string): void {
  workers().set(name, workerId);
}

/** Lets this process's worker look at once instead of at its next poll. To be called when the messages are committed. */
export async function wakeWorker(name: QueueName): Promise<void> {
  const workerId = workers().get(name);
  if (workerId) (await boss()).notifyWorker(workerId);
}
