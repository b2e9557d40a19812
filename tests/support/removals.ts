import { vi } from "vitest";
import { db, transaction } from "#lib/db/client.ts";
import { boss, settle } from "#lib/queue/boss.ts";
import type { Message } from "#lib/queue/queues.ts";
import { removeObjects } from "#lib/storage/remove-objects.ts";
import { store } from "#lib/storage/storage.ts";
import { hurryMessages } from "#tests/support/waiting-messages.ts";

const QUEUE = "remove-objects";

async function awaitWorkers(): Promise<void> {
  const count = () => db.$queryRaw<{ left: number }[]>`
    SELECT count(*)::int AS left FROM pgboss.job
    WHERE name = ${QUEUE} AND state IN ('created', 'retry', 'active') AND start_after <= now()`;
  await vi.waitUntil(async () => (await count())[0]?.left === 0, { timeout: 30_000, interval: 50 });
}

export async function removeDue(): Promise<void> {
  const queue = await boss();
  for (;;) {
    const [message] = await queue.fetch<Message<typeof QUEUE>>(QUEUE);
    if (!message) return awaitWorkers();
    await removeObjects(store(), message.data, new AbortController().signal, message.id);
    await transaction((tx) => settle(tx, QUEUE, message));
  }
}

/** Lets the retention of deletions and orphaned objects pass first. */
export async function removeAll(): Promise<void> {
  await db.$executeRaw`UPDATE "Deletion" SET "removeAfter" = now()`;
  await hurryMessages(QUEUE);
  await removeDue();
}
