/** An object read back: `body` is not in memory yet, `bytes` is its length. */
export type StoredObject = { contentType: string; bytes: number; body: ReadableStream<Uint8Array> };

/** An object as a list names it. */
export type ListedObject = { key: string; modifiedAt: Date };

/** A part of a list; `next` is where the list continues, null at its end. */
export type ListPage = { objects: ListedObject[]; next: string | null };

/**
 * Where pictures are kept. Objects are written once and never changed. Every method throws `StoreError`, and nothing
 * else, where it can't do its work; that an object is not there is no error.
 */
export type Store = {
  kind: "disk" | "s3";
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** All of an object; null where there is none. */
  get(key: string): Promise<Uint8Array | null>;
  /** An object as a stream; null where there is none. */
  open(key: string): Promise<StoredObject | null>;
  remove(key: string): Promise<void>;
  /** The objects of a folder (its name ends with a slash), not of those in it, in parts: the first one, or from `next` on. */
  list(folder: string, from: string | null): Promise<ListPage>;
  /** Puts a file of up to 5 GB, which is gone from `path` afterwards. */
  putFile(key: string, path: string): Promise<void>;
  /** An object as a file at `path`, never in memory, to be read only; false where there is none. */
  getFile(key: string, path: string): Promise<boolean>;
  /** Throws where the store can't be used; answers or throws within 10 s. */
  check(): Promise<void>;
};

/** Every way a store can fail; a `transient` one may go away by itself, so that the same call is worth another attempt later. */
const TROUBLES = {
  /** It can't be reached, does not answer in time, is overloaded or fails. */
  STORE_UNAVAILABLE: { transient: true },
  /** It answers, and does not accept the keys, the region or the clock, or does not let them do this. */
  STORE_REFUSED: { transient: false },
  STORE_NO_BUCKET: { transient: false },
  STORE_FULL: { transient: false },
  /** Anything else. */
  STORE_FAILED: { transient: false },
} as const;

export type StoreErrorCode = keyof typeof TROUBLES;

/**
 * A store could not do its work. The message is one sentence for whoever runs the app: what is wrong and which setting
 * to check. It holds no key and no path, so it may be shown.
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

/** Is this a `StoreError`, of whichever bundle of the server? The process's store is shared by all, their classes are not. */
export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && error.name === "StoreError";
}

/** What is wrong and what to check, as the two halves of a `StoreError`'s sentence. */
export type StoreTrouble = { code: StoreErrorCode; wrong: string; check: string };

/** The error of a trouble; `reason` is the store's own word for it, such as `ENOSPC` or `NoSuchBucket`. */
export function storeError({ code, wrong, check }: StoreTrouble, reason: string, cause: unknown): StoreError {
  return new StoreError(code, `The image store ${wrong} (${reason}): ${check}.`, { cause });
}

/** The same store, with what its methods throw turned into a `StoreError` by `read`. */
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
