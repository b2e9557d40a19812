import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pMap from "p-map";
import { keepBackupsAway } from "#lib/db/backup/lease.ts";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { expireDeletion } from "#lib/db/deletions.ts";
import { endHolds, findHeld, holdObjects, lockObjects, markRemoving } from "#lib/db/objects/holds.ts";
import { findReferenced } from "#lib/db/objects/references.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue, holdWaiting, withdraw } from "#lib/queue/boss.ts";
import type { Message } from "#lib/queue/queues.ts";
import { RESTORABLE_DAYS } from "#lib/schemas/deletion.ts";
import { isSourceKey } from "#lib/storage/keys.ts";
import { removePicture } from "#lib/storage/storage.ts";
import type { Store } from "#lib/storage/store.ts";

/*
 * Objects are removed by a message only, which checks first that no committed row needs them. A message that a worker has is
 * the lock: whoever inserts a row for a noted object withdraws the note in the same transaction, and fails where a worker has it.
 */

const QUEUE = "remove-objects";
const KEYS_PER_MESSAGE = 500;
const AT_ONCE = 8;
const DAY_MS = 24 * 3_600_000;
/** Longer than any upload takes. */
const ORPHANED_AFTER_MS = DAY_MS;
/** Later than the deletion's own deadline, by the same clock. */
const DELETED_AFTER_MS = RESTORABLE_DAYS * DAY_MS + 60_000;

/** How long an upload waits while the same photo is removed: a process that dies doing so is noticed in 20 s. */
const LONGEST_WAIT_MS = 60_000;
const WAIT_MS = 250;

type Removal = Message<typeof QUEUE>;

function messagesOf(keys: string[], delayMs: number, more: Omit<Removal, "keys"> = {}) {
  const count = Math.ceil(keys.length / KEYS_PER_MESSAGE);
  return Array.from({ length: count }, (_, place) => {
    const part = keys.slice(place * KEYS_PER_MESSAGE, (place + 1) * KEYS_PER_MESSAGE);
    return { data: { keys: part, ...more }, delayMs };
  });
}

/** A message that removes unneeded objects in a day. `stored`: objects that others need, so they exist. */
export type Note = { messageId: string; keys: readonly string[]; stored: ReadonlySet<string> };

async function tryToNote(tx: Transaction, keys: string[]): Promise<Note | null> {
  const messageId = randomUUID();
  if (!(await holdObjects(tx, messageId, keys.filter(isSourceKey)))) return null;
  await enqueue(tx, QUEUE, [{ id: messageId, data: { keys }, delayMs: ORPHANED_AFTER_MS }]);
  return { messageId, keys, stored: await findReferenced(tx, keys) };
}

/** Called before objects are put. Waits while one is being removed; throws a 503 `AppError` if that takes long. */
export async function noteObjects(keys: string[]): Promise<Note> {
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += WAIT_MS) {
    const note = await transaction((tx) => tryToNote(tx, keys));
    if (note) return note;
    await sleep(WAIT_MS);
  }
  throw new AppError("unavailable", "The same photo is being removed. Try again in a minute.");
}

const tooLate = () => new AppError("conflict", "The upload took longer than a day. Send the file again.");

/** In the transaction that inserts the rows. Throws a 409 `AppError` if an object is being removed. */
export async function keepNoted(tx: Transaction, notes: readonly Note[]): Promise<void> {
  const ids = [...new Set(notes.map(({ messageId }) => messageId))];
  if (!(await withdraw(tx, QUEUE, ids))) throw tooLate();
  await endHolds(tx, ids);
}

/**
 * For objects of which only some get rows: the note stays for the others. Throws a 409 `AppError` if they are being
 * removed.
 */
export async function keepSomeNoted(tx: Transaction, { messageId }: Note): Promise<void> {
  if (!(await holdWaiting(tx, QUEUE, [messageId]))) throw tooLate();
}

/** Safe if the outcome is unknown: rows are checked first. */
export async function releaseNoted(notes: Note[]): Promise<void> {
  try {
    for (const { messageId, keys } of notes)
      await transaction(async (tx) => {
        if (!(await withdraw(tx, QUEUE, [messageId]))) return;
        await endHolds(tx, [messageId]);
        await removeUnused(tx, [...keys]);
      });
  } catch (error) {
    // The note itself removes them in a day.
    if (!isDatabaseTrouble(error)) throw error;
  }
}

/** Only objects that no row needs and nobody can restore. */
export async function removeUnused(tx: Transaction, keys: string[]): Promise<void> {
  await enqueue(tx, QUEUE, messagesOf(keys, 0));
}

/** In a day, because a worker may still be writing them. */
export async function removeStrays(tx: Transaction, keys: string[]): Promise<void> {
  await enqueue(tx, QUEUE, messagesOf(keys, ORPHANED_AFTER_MS));
}

/** Once the deletion can't be undone any more. */
export async function removeDeleted(tx: Transaction, deletionId: string, keys: string[]): Promise<void> {
  await enqueue(tx, QUEUE, messagesOf(keys, DELETED_AFTER_MS, { deletionId }));
}

/** Also prevents new rows from needing them while they are removed. */
async function claimUnneeded(tx: Transaction, { keys, deletionId }: Removal, messageId: string): Promise<string[]> {
  await keepBackupsAway(tx);
  if (deletionId !== undefined) await expireDeletion(tx, deletionId);
  const shared = keys.filter(isSourceKey);
  await lockObjects(tx, shared);
  await endHolds(tx, [messageId]);
  const [needed, held] = [await findReferenced(tx, keys), await findHeld(tx, shared)];
  const isUnneeded = (key: string) => !needed.has(key) && !held.has(key);
  await markRemoving(tx, messageId, shared.filter(isUnneeded));
  return keys.filter(isUnneeded);
}

/** Safe to run twice. Throws `BackupRunning`, and the signal's reason. */
export async function removeObjects(
  target: Store,
  removal: Removal,
  signal: AbortSignal,
  messageId: string = randomUUID(),
): Promise<void> {
  const unneeded = await transaction((tx) => claimUnneeded(tx, removal, messageId), MANY_ROWS);
  await pMap(unneeded, (key) => removePicture(target, key), { concurrency: AT_ONCE, signal });
  await transaction((tx) => endHolds(tx, [messageId]));
}
