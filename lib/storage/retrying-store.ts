import "server-only";
import { log } from "#lib/log.ts";
import { store } from "#lib/storage/storage.ts";
import { isStoreError, type Store } from "#lib/storage/store.ts";
import { retrying } from "#lib/with-retry.ts";

/** One object can't be read although the store works. */
export class UnreadableObject extends Error {
  override readonly name = "UnreadableObject";
}

const READS: ReadonlySet<PropertyKey> = new Set(["get", "open", "getFile"] satisfies (keyof Store)[]);

/** Reads again once the store works: a single failure may have been the end of an outage. */
async function readOrTell<Result>(key: string, read: () => Promise<Result>, check: () => Promise<void>) {
  try {
    return await read();
  } catch (error) {
    if (!isStoreError(error)) throw error;
    await check();
  }
  try {
    return await read();
  } catch (cause) {
    if (!isStoreError(cause)) throw cause;
    await check();
    throw new UnreadableObject(`The object ${key} can't be read. ${cause.message}`, { cause });
  }
}

/** Distinguishes one unreadable object (`UnreadableObject`) from an outage (`StoreError`). */
export function discerningStore(): Store {
  return new Proxy(store(), {
    get(of, name) {
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== "function" || !READS.has(name)) return member;
      return (key: string, ...parameters: unknown[]) =>
        readOrTell(
          key,
          async () => member.call(of, key, ...parameters),
          () => of.check(),
        );
    },
  });
}

/** Every call is retried until the store answers or the signal aborts. */
export function retryingStore(work: Record<string, unknown>, signal: AbortSignal): Store {
  return retrying(discerningStore(), {
    signal,
    isTransient: isStoreError,
    onFailure: (error) => log().warn({ ...work, err: error }, "waiting for the image store"),
  });
}
