import "server-only";
import type { BatchMessage } from "#lib/db/batches.ts";
import type { Transaction } from "#lib/db/client.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { batchQueue } from "#lib/queue/queues.ts";

/** To the workers of its model. */
export async function enqueueBatch(tx: Transaction, batch: BatchMessage, delayMs: number): Promise<void> {
  await enqueue(tx, batchQueue(batch.model), [{ id: batch.messageId, data: { batchId: batch.id }, delayMs }]);
}
