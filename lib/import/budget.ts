import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { countWaitingBytes, lockBudget } from "#lib/db/imports/state.ts";
import { AppError } from "#lib/errors.ts";
import { once } from "#lib/once.ts";
import type { Reservation } from "#lib/schemas/upload.ts";
import { freeBytes } from "#lib/storage/disk-space.ts";
import type { Store } from "#lib/storage/store.ts";

const GB = 1024 ** 3;
/** Limit for the files of all unfinished imports: the disk budget. */
const MAX_WAITING_BYTES = 20 * GB;
/** Limit for the photos of one import in the store. */
const MAX_STORED_BYTES = 100 * GB;
/** An import leaves this much of the disk to the database and generated images. */
const LEAST_FREE_BYTES = 2 * GB;

/** Received by this process for uploads that are not finished. */
const underWay = () => once("import-bytes-under-way", () => ({ bytes: 0 }));

function refuseWithoutRoom(waitingBytes: number): void {
  if (waitingBytes > MAX_WAITING_BYTES)
    throw new AppError("conflict", "Unfinished imports hold 20 GB of files. Wait for them to finish, or cancel one.");
}

/** Throws a 507 if less than 2 GB of DATA_DIR's disk would be left after `bytes` more. */
export async function checkFreeSpace(bytes = 0): Promise<void> {
  const free = await freeBytes();
  if (free === null || free - bytes >= LEAST_FREE_BYTES) return;
  const has = (free / GB).toFixed(1);
  throw new AppError(
    "insufficient_storage",
    `An import needs 2 GB of free space on the disk of DATA_DIR. It has ${has} GB.`,
  );
}

/**
 * Only received bytes count, so announcing a large size keeps nobody out. Throws a 409 or 507 if there is no room for
 * `expected` bytes (null: unknown).
 */
export async function reserveRoom(expected: number | null): Promise<Reservation> {
  await checkFreeSpace(expected ?? 0);
  const waiting = await countWaitingBytes(db);
  const receiving = underWay();
  refuseWithoutRoom(waiting + receiving.bytes + (expected ?? 0));
  let arrived = 0;
  return {
    add(bytes) {
      arrived += bytes;
      receiving.bytes += bytes;
      refuseWithoutRoom(waiting + receiving.bytes);
    },
    release() {
      receiving.bytes -= arrived;
    },
  };
}

/** One transaction at a time. Throws a 409 if there is no room. */
export async function takeRoom(tx: Transaction, bytes: number): Promise<void> {
  await lockBudget(tx);
  refuseWithoutRoom((await countWaitingBytes(tx)) + bytes);
}

export class PhotoBudget {
  #bytes: number;
  readonly #store: Store;

  constructor(store: Store, storedBytes: bigint) {
    this.#store = store;
    this.#bytes = Number(storedBytes);
  }

  /** Throws an `AppError` that ends the import if it is too large, or if the disk is nearly full. */
  async take(bytes: number): Promise<void> {
    if (bytes === 0) return;
    this.#bytes += bytes;
    if (this.#bytes > MAX_STORED_BYTES)
      throw new AppError("unprocessable", "The photos of this import are larger than 100 GB. Split it.");
    if (this.#store.kind === "disk") await checkFreeSpace();
  }
}
