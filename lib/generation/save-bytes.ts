import "server-only";
import { isStillNeeded, noteSaved, noteUnsaved } from "#lib/db/images/unsaved.ts";
import { log } from "#lib/log.ts";
import { sniffPicture } from "#lib/pictures/sniff.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { isStoreError, type Store } from "#lib/storage/store.ts";
import { dropUnsaved, holderName, keepUnsaved, listUnsaved, readUnsaved } from "#lib/storage/unsaved.ts";

type Target = {
  /** The store as it is, whose first failure counts. */
  store: Pick<Store, "put">;
  /** The store whose calls are tried again, in a hold, until they succeed or the signal aborts. */
  retryingStore: Pick<Store, "put">;
};

const typeOf = (bytes: Uint8Array) => sniffPicture(bytes) ?? "application/octet-stream";

/** Where that fails too the bytes are in memory still. */
async function keep(imageId: string, bytes: Uint8Array): Promise<void> {
  try {
    await keepUnsaved(imageId, bytes);
    log().warn({ imageId, bytes: bytes.length }, "couldn't store an image, kept in DATA_DIR/unsaved");
    await noteUnsaved(imageId, holderName());
  } catch (error) {
    log().error({ imageId, err: error }, "couldn't store an image or keep it in DATA_DIR/unsaved");
  }
}

async function forget(imageId: string): Promise<void> {
  await noteSaved(imageId);
  await dropUnsaved(imageId);
}

/**
 * From the first failed put on, or where the process stops before the put has ended, the bytes are in a file of this
 * machine too: they were paid for.
 */
export async function saveBytes(
  imageId: string,
  bytes: Uint8Array,
  { store, retryingStore }: Target,
  signal: AbortSignal,
): Promise<void> {
  const key = generatedKey(imageId);
  const stopped = Promise.withResolvers<"stopped">();
  const onAbort = () => stopped.resolve("stopped");
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const put = store.put(key, bytes, typeOf(bytes)).then(
    () => "stored" as const,
    (error: unknown) => {
      if (isStoreError(error)) return "failed" as const;
      throw error;
    },
  );
  const first = await Promise.race([put, stopped.promise]).finally(() => signal.removeEventListener("abort", onAbort));
  if (first === "stored") return;
  await keep(imageId, bytes);
  signal.throwIfAborted();
  await retryingStore.put(key, bytes, typeOf(bytes));
  await forget(imageId);
}

/** Stores what this machine keeps of an image. Returns the bytes; null where it keeps none. */
export async function saveKept(imageId: string, store: Pick<Store, "put">): Promise<Uint8Array | null> {
  const bytes = await readUnsaved(imageId);
  if (!bytes) return null;
  await store.put(generatedKey(imageId), bytes, typeOf(bytes));
  await forget(imageId);
  return bytes;
}

/** Stores all that this machine keeps, one after the other; what nobody needs any more is dropped. */
export async function saveAllKept(store: Pick<Store, "put" | "get">, signal: AbortSignal): Promise<void> {
  for (const imageId of await listUnsaved()) {
    signal.throwIfAborted();
    const isNeeded = (await isStillNeeded(imageId)) && !(await store.get(generatedKey(imageId)));
    if (isNeeded) await saveKept(imageId, store);
    else await forget(imageId);
  }
}
