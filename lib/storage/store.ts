/** An object read back: `body` is not in memory yet, `bytes` is its length. */
export type StoredObject = { contentType: string; bytes: number; body: ReadableStream<Uint8Array> };

/** Where pictures are kept. Objects are written once and never changed. Failures other than "not there" are thrown. */
export type Store = {
  kind: "disk" | "s3";
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** All of an object; null where there is none. */
  get(key: string): Promise<Uint8Array | null>;
  /** An object as a stream; null where there is none. */
  open(key: string): Promise<StoredObject | null>;
  remove(key: string): Promise<void>;
  /** Throws where the store can't be used. */
  check(): Promise<void>;
};
