import { db } from "#lib/db/client.ts";
import type { QueueName } from "#lib/queue/queues.ts";

/** Sets the messages of a queue as if `deaths` processes had died with them. */
export async function dieWith(queue: QueueName, deaths: number): Promise<void> {
  await db.$executeRaw`
    UPDATE pgboss.job SET state = 'retry', started_on = now(), retry_count = ${deaths - 1}::int, start_after = now()
    WHERE name = ${queue} AND state IN ('created', 'retry')`;
}

/** Deliveries of waiting messages to processes that died or failed. */
export async function deathsOf(queue: QueueName): Promise<number[]> {
  const rows = await db.$queryRaw<{ deaths: number }[]>`
    SELECT retry_count AS deaths FROM pgboss.job WHERE name = ${queue} AND state IN ('created', 'retry') ORDER BY created_on`;
  return rows.map(({ deaths }) => deaths);
}
