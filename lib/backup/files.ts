import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { CantStart } from "#lib/cant-start.ts";
import type { BackupFile } from "#lib/schemas/backup.ts";
import type { Store } from "#lib/storage/store.ts";
import { withTemporaryFile } from "#lib/storage/transit.ts";

/** Each read of a stream allocates this much, even for a small file. */
const HASHED_AT_ONCE = 256 * 1024;
const PART_BYTES = 8 * 1024 ** 2;
const NEWLINE = 10;

export const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export type Digest = { bytes: number; sha256: string };

export async function digestOf(path: string): Promise<Digest> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const part of createReadStream(path, { highWaterMark: HASHED_AT_ONCE })) {
    hash.update(part);
    bytes += part.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

/** Moves the file into the store. */
export async function putMeasured(store: Store, key: string, path: string): Promise<BackupFile> {
  const digest = await digestOf(path);
  await store.putFile(key, path);
  return { key, ...digest };
}

const damaged = (key: string) => new CantStart(`The backup is damaged: ${key} is missing or not what was backed up.`);

export function checkDigest(key: string, found: Digest | null, { bytes, sha256 }: Digest): void {
  if (found?.bytes !== bytes || found.sha256 !== sha256) throw damaged(key);
}

/** Calls `use` with the path of a copy, once it was compared with its digest. Throws `CantStart`. */
export async function withChecked<Result>(store: Store, file: BackupFile, use: (path: string) => Promise<Result>) {
  return withTemporaryFile(async (path) => {
    const found = (await store.getFile(file.key, path)) ? await digestOf(path) : null;
    checkDigest(file.key, found, file);
    return use(path);
  });
}

/** In parts that end with a line. */
export async function* readParts(path: string): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  const highWaterMark = Math.min(PART_BYTES, (await stat(path)).size || 1);
  for await (const part of createReadStream(path, { highWaterMark })) {
    const bytes: Buffer = Buffer.concat([rest, part]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    rest = bytes.subarray(end);
    if (end > 0) yield bytes.subarray(0, end);
  }
  if (rest.length > 0) yield rest;
}

export const readLines = (path: string) => createInterface({ input: createReadStream(path), crlfDelay: Infinity });
