import "server-only";
import { randomUUID } from "node:crypto";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { expireDeletion } from "#lib/db/deletions.ts";
import { findReferenced } from "#lib/db/object-references.ts";
import { isDatabaseTrouble } from "#lib/db/trouble.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue, withdraw } from "#lib/queue/boss.ts";
import { wake } from "#lib/queue/consume.ts";
import type { Message } from "#lib/queue/queues.ts";
import { RESTORABLE_DAYS } from "#lib/schemas/deletion.ts";
import { removePicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

/*
 * Objects are removed by a message only, which checks first that no committed row needs them. A message that a worker has is
 * the lock: whoever inserts a row for a noted object withdraws the note in the same transaction, and fails where a worker has it.
 */

const QUEUE = "remove-objects";
const KEYS_PER_MESSAGE = 500;
/** Objects that are removed at once. */
const AT_ONCE = 8;
const DAY_MS = 24 * 3_600_000;
/** Longer than any file takes to be put. */
const ORPHANED_AFTER_MS = DAY_MS;
/** The message comes surely after the deletion's own time, which is a day's length by the same clock. */
const DELETED_AFTER_MS = RESTORABLE_DAYS * DAY_MS + 60_000;

type Removal = Message<typeof QUEUE>;

function messagesOf(keys: string[], delayMs: number, more: Omit<Removal, "keys"> = {}) {
  const count = Math.ceil(keys.length / KEYS_PER_MESSAGE);
  return Array.from({ length: count }, (_, place) => {
    const part = keys.slice(place * KEYS_PER_MESSAGE, (place + 1) * KEYS_PER_MESSAGE);
    return { id: randomUUID(), data: { keys: part, ...more }, priority: 0, delayMs };
  });
}

/** The message that removes an object in a day unless a row came to need it. */
export type Note = { messageId: string; key: string };

/** Notes an object that is about to be put, before it is. */
export async function noteObject(key: string): Promise<Note> {
  const messages = messagesOf([key], ORPHANED_AFTER_MS);
  await transaction((tx) => enqueue(tx, QUEUE, messages));
  return { messageId: messages[0]?.id ?? "", key };
}

/** Withdraws the notes of objects whose rows the same transaction inserts. Throws a 409 `AppError` where one is being removed. */
export async function keepNoted(tx: Transaction, notes: Note[]): Promise<void> {
  const ids = notes.map(({ messageId }) => messageId);
  if (!(await withdraw(tx, QUEUE, ids)))
    throw new AppError("conflict", "The upload took longer than a day. Send the file again.");
}

/** Has noted objects that were not used removed now. Where the outcome is unknown this is safe too: rows are checked first. */
export async function releaseNoted(notes: Note[]): Promise<void> {
  try {
    for (const { messageId, key } of notes)
      await transaction(async (tx) => {
        if (await withdraw(tx, QUEUE, [messageId])) await removeUnused(tx, [key]);
      });
  } catch (error) {
    // The note itself removes them in a day.
    if (!isDatabaseTrouble(error)) throw error;
  }
  wake(QUEUE);
}

/** Has objects removed at once that no row of the caller's transaction needs any more, and that nobody can restore. */
export async function removeUnused(tx: Transaction, keys: string[]): Promise<void> {
  await enqueue(tx, QUEUE, messagesOf(keys, 0));
}

/** Has objects removed in a day that a worker may still be putting. */
export async function removeStrays(tx: Transaction, keys: string[]): Promise<void> {
  await enqueue(tx, QUEUE, messagesOf(keys, ORPHANED_AFTER_MS));
}

/** Has the objects of a deletion removed once it can't be restored any more. */
export async function removeDeleted(tx: Transaction, deletionId: string, keys: string[]): Promise<void> {
  await enqueue(tx, QUEUE, messagesOf(keys, DELETED_AFTER_MS, { deletionId }));
}

/** Removes the objects of a message that no committed row needs. Throws the signal's reason once it aborts. Safe to run twice. */
export async function removeObjects(target: Store, { keys, deletionId }: Removal, signal: AbortSignal): Promise<void> {
  const unneeded = await transaction(async (tx) => {
    if (deletionId !== undefined) await expireDeletion(tx, deletionId);
    const needed = await findReferenced(tx, keys);
    return keys.filter((key) => !needed.has(key));
  }, MANY_ROWS);
  for (let from = 0; from < unneeded.length; from += AT_ONCE) {
    signal.throwIfAborted();
    await Promise.all(unneeded.slice(from, from + AT_ONCE).map((key) => removePicture(target, key)));
  }
}
