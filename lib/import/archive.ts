import "server-only";
import { PassThrough, type Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { type Entry, type Options, open, type ZipFile } from "yauzl";
import { AppError } from "#lib/errors.ts";

const MAX_ENTRIES = 200_000;

const openZip = promisify<string, Options, ZipFile>(open);

/** A zip on disk: `names` as they are in it, files only; `find` forgives case, slashes and accents written in two ways where no name is just so. */
export type Archive = {
  names: string[];
  find(name: string): Entry | null;
  /** An entry unpacked, at most `maxBytes`. Throws `EntryError`. */
  read(entry: Entry, maxBytes: number): Promise<Buffer>;
  /** An entry unpacked on the way. One that is damaged is a 422. */
  stream(entry: Entry): Promise<Readable>;
};

/** An entry that can't be unpacked, with the reason. */
export class EntryError extends Error {
  override readonly name = "EntryError";
  readonly code: "FILE_TOO_LARGE" | "NOT_AN_IMAGE" | "DUPLICATE_FILE";
  constructor(code: EntryError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

function normalize(name: string): string {
  return name
    .normalize("NFC")
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "")
    .toLowerCase();
}

/** Folders, and what macOS and Windows add to a zip unasked. */
function isClutter(name: string): boolean {
  return name.endsWith("/") || /(?:^|\/)(?:__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(name);
}

async function readEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > MAX_ENTRIES)
    throw new AppError("unprocessable", `The zip holds more than ${MAX_ENTRIES.toLocaleString("en")} files. Split it.`);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) if (!isClutter(entry.fileName)) entries.push(entry);
  return entries;
}

/** The names that several entries have: nobody can say which of them is meant. */
function findTwice(entries: Entry[]): ReadonlySet<string> {
  const met = new Set<string>();
  const twice = new Set<string>();
  for (const { fileName } of entries) (met.has(fileName) ? twice : met).add(fileName);
  return twice;
}

async function read(zip: ZipFile, entry: Entry, maxBytes: number): Promise<Buffer> {
  if (entry.uncompressedSize > maxBytes)
    throw new EntryError("FILE_TOO_LARGE", `It is larger than ${Math.round(maxBytes / 1024 ** 2)} MB.`);
  if (entry.isEncrypted()) throw new EntryError("NOT_AN_IMAGE", "It is encrypted. Make a zip without a password.");
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch (cause) {
    throw new EntryError("NOT_AN_IMAGE", "It is damaged inside the zip.", { cause });
  }
}

// What yauzl says of names that would lead out of the folder a zip is unpacked in.
const LEADS_OUT = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s;

function broken(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const [, name] = (cause instanceof Error && LEADS_OUT.exec(cause.message)) || [];
  if (name === undefined)
    return new AppError("unprocessable", "The zip is broken or was cut off. Make it again.", { cause });
  const shown = JSON.stringify(name.slice(0, 60));
  return new AppError("unprocessable", `The zip holds a file whose path leads out of it: ${shown}. Take it out.`, {
    cause,
  });
}

function throwBroken(cause: unknown): never {
  throw broken(cause);
}

async function stream(zip: ZipFile, entry: Entry): Promise<Readable> {
  const input = await zip.openReadStreamPromise(entry).catch(throwBroken);
  const output = new PassThrough();
  input.on("error", (cause) => output.destroy(broken(cause)));
  return input.pipe(output);
}

/** Opens a zip for the time of `use`. One that is no zip or is broken is a 422. */
export async function withArchive<Result>(path: string, use: (archive: Archive) => Promise<Result>): Promise<Result> {
  const zip = await openZip(path, { lazyEntries: true, autoClose: false }).catch(throwBroken);
  try {
    const entries = await readEntries(zip).catch(throwBroken);
    const exactly = new Map(entries.map((entry) => [entry.fileName, entry]));
    const byName = new Map(entries.map((entry) => [normalize(entry.fileName), entry]));
    const twice = findTwice(entries);
    return await use({
      names: [...exactly.keys()],
      find: (name) => exactly.get(name) ?? byName.get(normalize(name)) ?? null,
      async read(entry, maxBytes) {
        if (twice.has(entry.fileName)) throw new EntryError("DUPLICATE_FILE", "It is in the zip more than once.");
        return read(zip, entry, maxBytes);
      },
      stream: (entry) => stream(zip, entry),
    });
  } finally {
    zip.close();
  }
}
