import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import type { Delivery } from "#lib/queue/boss.ts";
import type { QueueName } from "#lib/queue/queues.ts";

// pg-boss has no public call for either. The statements follow its `restoreJobs` and `fetchNextJob` (12.x): a message
// without `started_on` was never delivered, so that its next delivery is not counted as a retry.

/**
 * Lets a message go that nothing was wrong with: another delivery has it after `delayMs`, and counts no death of a process.
 * Does nothing to one that was taken away.
 */
export async function putBack(name: QueueName, { id, retryCount }: Delivery, delayMs: number): Promise<void> {
  await (await db()).$executeRaw`
    UPDATE pgboss.job SET state = 'created', started_on = NULL, heartbeat_on = NULL,
      start_after = now() + ${delayMs} * interval '1 millisecond'
    WHERE name = ${name} AND id = ${id}::uuid AND state = 'active' AND retry_count = ${retryCount}::int`;
}

/** Delivers a message of this transaction to this process, before any other can have it. */
export async function deliverHere(tx: Transaction, name: QueueName, id: string): Promise<Delivery> {
  await tx.$executeRaw`
    UPDATE pgboss.job SET state = 'active', started_on = now(), heartbeat_on = now() WHERE name = ${name} AND id = ${id}::uuid`;
  return { id, retryCount: 0 };
}
