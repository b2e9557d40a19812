/** `body` is not in memory yet; `bytes` is its length. */
export type StoredObject = { contentType: string; bytes: number; body: ReadableStream<Uint8Array> };

export type ListedObject = { key: string; modifiedAt: Date };

/** `next`: where the list continues; null at its end. */
export type ListPage = { objects: ListedObject[]; next: string | null };

/** Objects are written once and never changed. Methods throw only `StoreError`; a missing object is not an error. */
export type Store = {
  kind: "disk" | "s3";
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  get(key: string): Promise<Uint8Array | null>;
  open(key: string): Promise<StoredObject | null>;
  remove(key: string): Promise<void>;
  /** Objects directly in a folder (with a trailing slash), in parts: the first, or from `next` on. */
  list(folder: string, from: string | null): Promise<ListPage>;
  /** Moves a file of up to 5 GB: it is gone from `path` afterwards. */
  putFile(key: string, path: string): Promise<void>;
  /** A read-only file at `path`, never in memory; false if there is none. */
  getFile(key: string, path: string): Promise<boolean>;
  /** Throws if the store can't be used; within 10 s. */
  check(): Promise<void>;
};

/** A `transient` failure may go away by itself, so that the call is worth a retry. */
const TROUBLES = {
  /** Unreachable, slow, overloaded or failing. */
  STORE_UNAVAILABLE: { transient: true },
  /** It rejects the keys, the region, the clock or the permission. */
  STORE_REFUSED: { transient: false },
  STORE_NO_BUCKET: { transient: false },
  STORE_FULL: { transient: false },
  STORE_FAILED: { transient: false },
} as const;

export type StoreErrorCode = keyof typeof TROUBLES;

/**
 * The message tells the operator what is wrong and which setting to check. It has no key and no path, so it may be
 * shown.
 */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  readonly transient: boolean;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.transient = TROUBLES[code].transient;
  }
}

/** Works across the server's bundles: they share the store but not its classes. */
export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && error.name === "StoreError";
}

export type StoreTrouble = { code: StoreErrorCode; wrong: string; check: string };

/** `reason`: the store's own code, such as `ENOSPC` or `NoSuchBucket`. */
export function storeError({ code, wrong, check }: StoreTrouble, reason: string, cause: unknown): StoreError {
  return new StoreError(code, `The image store ${wrong} (${reason}): ${check}.`, { cause });
}

export function withStoreErrors(store: Store, read: (error: unknown) => StoreError): Store {
  const guard =
    <Args extends unknown[], Result>(method: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      try {
        return await method(...args);
      } catch (error) {
        throw read(error);
      }
    };
  return {
    kind: store.kind,
    put: guard(store.put),
    get: guard(store.get),
    open: guard(store.open),
    remove: guard(store.remove),
    list: guard(store.list),
    putFile: guard(store.putFile),
    getFile: guard(store.getFile),
    check: guard(store.check),
  };
}
