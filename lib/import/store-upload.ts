import "server-only";
import { randomUUID } from "node:crypto";
import { type Removal, removeNow } from "#lib/catalog/remove-objects.ts";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { discard, enqueue } from "#lib/queue/boss.ts";
import { importKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";

const QUEUE = "remove-objects";
/** Longer than any file takes to be put. */
const ORPHANED_AFTER_MS = 24 * 3_600_000;

/** Notes before a file is put that it is to be removed: unless an import of it comes to be, a worker does that in a day. */
async function planOrphan(key: string): Promise<Removal> {
  const [keys, messageId] = [[key], randomUUID()];
  const message = { id: messageId, data: { keys }, priority: 0, delayMs: ORPHANED_AFTER_MS };
  await transaction((tx) => enqueue(tx, QUEUE, [message]));
  return { keys, messageIds: [messageId] };
}

/** Puts the file of an import into the store and runs what creates the import. Whatever fails, no file stays without one. */
export async function storeUpload(
  id: string,
  path: string,
  createImport: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const key = importKey(id);
  const orphan = await planOrphan(key);
  try {
    await store().putFile(key, path);
    await transaction(async (tx) => {
      await createImport(tx);
      await discard(tx, QUEUE, orphan.messageIds);
    });
  } catch (error) {
    await removeNow(orphan);
    throw error;
  }
}
