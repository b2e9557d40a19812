import "server-only";
import { log } from "#lib/log.ts";
import { lasting } from "#lib/outlast.ts";
import { store } from "#lib/storage/storage.ts";
import { isStoreError, type Store } from "#lib/storage/store.ts";

/** The process's store for work that can wait: each call is tried again until the store answers or the signal aborts. */
export function patientStore(work: Record<string, unknown>, signal: AbortSignal): Store {
  return lasting(store(), {
    signal,
    passes: isStoreError,
    onFailure: (error) => log().warn({ ...work, err: error }, "waiting for the image store"),
  });
}
