import "server-only";
import { randomUUID } from "node:crypto";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { log } from "#lib/log.ts";
import { discard, enqueue } from "#lib/queue/boss.ts";
import { wake } from "#lib/queue/consume.ts";
import { removePicture, store } from "#lib/storage/storage.ts";
import { isStoreError, type Store } from "#lib/storage/store.ts";

const QUEUE = "remove-objects";
const KEYS_PER_MESSAGE = 500;
/** Pictures that are removed at once. */
const AT_ONCE = 8;
/** By then whoever asked has usually removed them, and a worker that was stopped has put what it had in hand. */
const LATER_MS = 60_000;

/** Pictures that the caller is to remove after its transaction, and the message that sees to it if it does not. */
export type Removal = { keys: string[]; messageIds: string[] };

function messagesOf(keys: string[], delayMs: number) {
  const count = Math.ceil(keys.length / KEYS_PER_MESSAGE);
  return Array.from({ length: count }, (_, place) => {
    const data = { keys: keys.slice(place * KEYS_PER_MESSAGE, (place + 1) * KEYS_PER_MESSAGE) };
    return { id: randomUUID(), data, priority: 0, delayMs };
  });
}

/**
 * Notes in the caller's transaction that pictures are to be removed from the store, all by workers: that will happen,
 * whatever else does. `possible` are pictures that may be there, or still be put: a worker looks for them later.
 */
export async function leaveToWorkers(tx: Transaction, known: string[], possible: string[] = []): Promise<void> {
  await enqueue(tx, QUEUE, [...messagesOf(known, 0), ...messagesOf(possible, LATER_MS)]);
}

/** The same, but that the first 500 of the known ones are the caller's to remove with `removeNow`: nobody waits for more. */
export async function planRemoval(tx: Transaction, known: string[], possible: string[] = []): Promise<Removal> {
  const keys = known.slice(0, KEYS_PER_MESSAGE);
  const messages = messagesOf(keys, LATER_MS);
  await enqueue(tx, QUEUE, messages);
  await leaveToWorkers(tx, known.slice(KEYS_PER_MESSAGE), possible);
  return { keys, messageIds: messages.map(({ id }) => id) };
}

/** Removes pictures with their thumbnails. Those that are gone already are no error. Throws the signal's reason once it aborts. */
export async function removePictures(target: Store, keys: string[], signal?: AbortSignal): Promise<void> {
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    signal?.throwIfAborted();
    await Promise.all(keys.slice(from, from + AT_ONCE).map((key) => removePicture(target, key)));
  }
}

/** Removes pictures now, after the transaction that noted it. Where the store can't, a worker will. */
export async function removeNow({ keys, messageIds }: Removal): Promise<void> {
  wake(QUEUE);
  try {
    await removePictures(store(), keys);
  } catch (error) {
    if (!isStoreError(error)) throw error;
    log().warn({ err: error, pictures: keys.length }, "pictures are left to be removed later");
    return;
  }
  await transaction((tx) => discard(tx, QUEUE, messageIds));
}
