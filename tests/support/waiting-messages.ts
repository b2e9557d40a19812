import { db } from "#lib/db/client.ts";
import { boss } from "#lib/queue/boss.ts";
import type { QueueName } from "#lib/queue/queues.ts";
import { wake } from "#lib/queue/wakers.ts";

export async function waitingMessages(name: QueueName): Promise<number> {
  return (await (await boss()).findJobs(name, { queued: true, limit: 100_000 })).length;
}

export async function waitingImages(): Promise<number> {
  return (await waitingMessages("generate-image")) + (await waitingMessages("generate-demo-image"));
}

/** Delivers now what is to be delivered later. */
export async function hurryMessages(name: QueueName): Promise<void> {
  await db.$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE name = ${name} AND state = 'created'`;
  wake(name);
}
