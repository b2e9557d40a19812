import { boss } from "#lib/queue/boss.ts";
import type { QueueName } from "#lib/queue/queues.ts";

/** How many messages wait in a queue. */
export async function waitingMessages(name: QueueName): Promise<number> {
  return (await (await boss()).findJobs(name, { queued: true, limit: 100_000 })).length;
}
