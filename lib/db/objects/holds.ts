import "server-only";
import type { Transaction } from "#lib/db/client.ts";

/*
 * An object that several rows may name is locked while it is found out whether it is needed: by whoever is about to name it
 * together with others, by whoever removes it alone. The lock ends with the transaction, what it found out stays as a row.
 */

/** So that no two transactions wait for each other's locks. */
const inOneOrder = (keys: string[]) => keys.toSorted();

/** For the rows that will name them. False, and none of them, where one is being removed. */
export async function holdObjects(tx: Transaction, messageId: string, keys: string[]): Promise<boolean> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock_shared(hashtextextended(key, 0)) FROM unnest(${inOneOrder(keys)}::text[]) AS key`;
  if ((await tx.objectHold.count({ where: { key: { in: keys }, removing: true } })) > 0) return false;
  await tx.objectHold.createMany({ data: keys.map((key) => ({ messageId, key, removing: false })) });
  return true;
}

export async function endHolds(tx: Transaction, messageIds: string[]): Promise<void> {
  await tx.objectHold.deleteMany({ where: { messageId: { in: messageIds } } });
}

/** Keeps everybody else from holding them until the transaction ends. */
export async function lockObjects(tx: Transaction, keys: string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(${inOneOrder(keys)}::text[]) AS key`;
}

export async function findHeld(tx: Transaction, keys: string[]): Promise<Set<string>> {
  const holds = await tx.objectHold.findMany({ where: { key: { in: keys }, removing: false }, select: { key: true } });
  return new Set(holds.map(({ key }) => key));
}

/** Until that ends nobody can hold them. */
export async function markRemoving(tx: Transaction, messageId: string, keys: string[]): Promise<void> {
  const data = keys.map((key) => ({ messageId, key, removing: true }));
  await tx.objectHold.createMany({ data, skipDuplicates: true });
}
