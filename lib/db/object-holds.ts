import "server-only";
import type { Transaction } from "#lib/db/client.ts";

/*
 * An object that several rows may name is locked while it is found out whether it is needed: by whoever is about to name it
 * together with others, by whoever removes it alone. The lock ends with the transaction, what it found out stays as a row.
 */

/** Holds an object for the row that will name it; false where it is being removed. */
export async function holdObject(tx: Transaction, messageId: string, key: string): Promise<boolean> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${key}, 0))`;
  if ((await tx.objectHold.count({ where: { key, removing: true } })) > 0) return false;
  await tx.objectHold.create({ data: { messageId, key, removing: false } });
  return true;
}

/** Ends the holds of messages that are done or withdrawn. */
export async function endHolds(tx: Transaction, messageIds: string[]): Promise<void> {
  await tx.objectHold.deleteMany({ where: { messageId: { in: messageIds } } });
}

/** Keeps everybody else from holding these objects until the transaction ends. */
export async function lockObjects(tx: Transaction, keys: string[]): Promise<void> {
  // In one order, so that no two wait for each other.
  for (const key of keys.toSorted()) await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

/** Which of these objects are held by others for rows that are still to be written. */
export async function findHeld(tx: Transaction, keys: string[]): Promise<Set<string>> {
  const holds = await tx.objectHold.findMany({ where: { key: { in: keys }, removing: false }, select: { key: true } });
  return new Set(holds.map(({ key }) => key));
}

/** Notes that objects are being removed: until that ends nobody can hold them. */
export async function markRemoving(tx: Transaction, messageId: string, keys: string[]): Promise<void> {
  const data = keys.map((key) => ({ messageId, key, removing: true }));
  await tx.objectHold.createMany({ data, skipDuplicates: true });
}
