import "server-only";
import { randomUUID } from "node:crypto";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { log } from "#lib/log.ts";
import { discard, enqueue } from "#lib/queue/boss.ts";
import { removePicture, store } from "#lib/storage/storage.ts";
import { isStoreError, type Store } from "#lib/storage/store.ts";

const QUEUE = "remove-objects";
const KEYS_PER_MESSAGE = 500;
/** By then they are usually gone: a worker looks after those of a process that died, or of a store that was away. */
const WORKER_AFTER_MS = 60_000;

/** Pictures to be removed, and the messages that see to it. */
export type Removal = { keys: string[]; messageIds: string[] };

/** Notes in the caller's transaction that pictures are to be removed from the store: that will happen, whatever else does. */
export async function planRemoval(tx: Transaction, keys: string[]): Promise<Removal> {
  const messages = [];
  for (let from = 0; from < keys.length; from += KEYS_PER_MESSAGE) {
    const data = { keys: keys.slice(from, from + KEYS_PER_MESSAGE) };
    messages.push({ id: randomUUID(), data, priority: 0, startAfter: new Date(Date.now() + WORKER_AFTER_MS) });
  }
  await enqueue(tx, QUEUE, messages);
  return { keys, messageIds: messages.map(({ id }) => id) };
}

/** Removes pictures with their thumbnails. Those that are gone already are no error. */
export async function removePictures(target: Store, keys: string[]): Promise<void> {
  for (const key of keys) await removePicture(target, key);
}

/** Removes pictures now, after the transaction that noted it. Where the store can't, a worker will. */
export async function removeNow({ keys, messageIds }: Removal): Promise<void> {
  try {
    await removePictures(store(), keys);
  } catch (error) {
    if (!isStoreError(error)) throw error;
    log().warn({ err: error, pictures: keys.length }, "pictures are left to be removed later");
    return;
  }
  await transaction((tx) => discard(tx, QUEUE, messageIds));
}
