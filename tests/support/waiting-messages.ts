import { boss } from "#lib/queue/boss.ts";
import type { QueueName } from "#lib/queue/queues.ts";

export async function waitingMessages(name: QueueName): Promise<number> {
  return (await (await boss()).findJobs(name, { queued: true, limit: 100_000 })).length;
}

export async function waitingImages(): Promise<number> {
  return (await waitingMessages("generate-image")) + (await waitingMessages("generate-demo-image"));
}
