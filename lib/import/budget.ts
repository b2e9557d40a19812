import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { countWaitingBytes, lockBudget } from "#lib/db/imports.ts";
import { AppError } from "#lib/errors.ts";
import { once } from "#lib/once.ts";

/** What the files of all imports that have not ended may take up: the disk budget. */
const MAX_WAITING_BYTES = 20 * 1024 ** 3;

/** What this process is receiving now. */
const underWay = () => once("import-bytes-under-way", () => ({ bytes: 0 }));

async function checkRoom(tx: Transaction, bytes: number): Promise<void> {
  if ((await countWaitingBytes(tx)) + bytes <= MAX_WAITING_BYTES) return;
  throw new AppError("conflict", "Imports that have not ended hold 20 GB of files. Wait for them, or cancel one.");
}

/** Keeps room for a file that is about to be received, until the returned function is called. A 409 where there is none. */
export async function reserveRoom(bytes: number): Promise<() => void> {
  const receiving = underWay();
  receiving.bytes += bytes;
  const release = () => {
    receiving.bytes -= bytes;
  };
  try {
    await checkRoom(await db(), receiving.bytes);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** Takes the room of a file whose import the transaction creates, one transaction at a time. A 409 where there is none. */
export async function takeRoom(tx: Transaction, bytes: number): Promise<void> {
  await lockBudget(tx);
  await checkRoom(tx, bytes);
}
