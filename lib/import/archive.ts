import "server-only";
import { PassThrough, pipeline, type Readable } from "node:stream";
import { Entry, type ZipFile } from "yauzl";
import { AppError } from "#lib/errors.ts";
import { ForeignNames, indexNames, normalizeName } from "#lib/import/foreign-names.ts";
import { openZipFile, unwrapOffsets } from "#lib/import/zip-file.ts";

const MAX_ENTRIES = 100_000;
/** Limit for names, extra fields and comments of all entries: while a zip is open, its directory is in memory. */
const MAX_DIRECTORY_BYTES = 16 * 1024 ** 2;
const NAMES_ARE_UTF8 = 0x800;

export type Archive = {
  /** Files only, unique. */
  names: string[];
  /** May have several entries of one name. */
  entries: readonly Pick<Entry, "fileName" | "compressionMethod">[];
  /** Entries with exactly that name, or else those that differ in case, slashes or the encoding of accents. */
  find(name: string): Entry[];
  /** Throws `EntryError`. */
  read(entry: Entry, maxBytes: number): Promise<Buffer>;
  /** A damaged entry is a 422. */
  stream(entry: Entry): Promise<Readable>;
};

export class EntryError extends Error {
  override readonly name = "EntryError";
  readonly code: "FILE_TOO_LARGE" | "NOT_AN_IMAGE";
  constructor(code: EntryError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Folders, and files that macOS and Windows add to zips. */
function isClutter(name: string): boolean {
  return name.endsWith("/") || /(?:^|\/)(?:__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(name);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const UNICODE_PATH = 0x7075;

/** Null if the encoding is unknown. macOS writes UTF-8 without the flag; other encodings are rarely valid UTF-8. */
function nameOf({ fileName, fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string | null {
  const isTold = (generalPurposeBitFlag & NAMES_ARE_UTF8) !== 0 || extraFields.some(({ id }) => id === UNICODE_PATH);
  if (isTold || !fileNameRaw.some((byte) => byte > 0x7f)) return fileName;
  try {
    return utf8.decode(fileNameRaw).replaceAll("\\", "/");
  } catch {
    return null;
  }
}

/** Keeps only what unpacking needs: with 100,000 entries the rest would fill the memory. */
function slim(entry: Entry, relativeOffsetOfLocalHeader: number): Entry {
  const { compressedSize, uncompressedSize, compressionMethod, generalPurposeBitFlag } = entry;
  return Object.assign(new Entry(), {
    fileName: nameOf(entry) ?? entry.fileName,
    compressedSize,
    uncompressedSize,
    compressionMethod,
    generalPurposeBitFlag,
    relativeOffsetOfLocalHeader,
  });
}

function tooMany(): AppError {
  return new AppError(
    "unprocessable",
    `The zip contains more than ${MAX_ENTRIES.toLocaleString("en")} files. Split it.`,
  );
}

type Entries = { entries: Entry[]; foreign: ForeignNames };

async function readEntries(zip: ZipFile, wraps: boolean): Promise<Entries> {
  if (zip.entryCount > MAX_ENTRIES) throw tooMany();
  const entries: Entry[] = [];
  const foreign = new ForeignNames();
  const place = wraps ? unwrapOffsets() : (entry: Entry) => entry.relativeOffsetOfLocalHeader;
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    bytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (bytes > MAX_DIRECTORY_BYTES)
      throw new AppError("unprocessable", "The file names in the zip are too long. Shorten them or split the zip.");
    const offset = place(entry);
    if (isClutter(entry.fileName)) continue;
    const kept = slim(entry, offset);
    entries.push(kept);
    if (nameOf(entry) === null) foreign.add(kept, entry.fileNameRaw);
  }
  foreign.rename();
  return { entries, foreign };
}

function directory({ entries, foreign }: Entries): Archive["find"] {
  const alike = indexNames(entries.map((entry) => ({ name: entry.fileName, entry })));
  return (name) => {
    const found = alike.get(normalizeName(name)) ?? foreign.find(name);
    const exactly = found.filter(({ fileName }) => fileName === name);
    return exactly.length > 0 ? exactly : found;
  };
}

/** Throws `EntryError` if the directory shows that the entry is too large or encrypted. */
export function checkEntry(entry: Entry, maxBytes: number): void {
  if (entry.uncompressedSize > maxBytes)
    throw new EntryError("FILE_TOO_LARGE", `It is larger than ${Math.round(maxBytes / 1024 ** 2)} MB.`);
  if (entry.isEncrypted()) throw new EntryError("NOT_AN_IMAGE", "It is encrypted. Create the zip without a password.");
}

async function readEntry(zip: ZipFile, entry: Entry, maxBytes: number): Promise<Buffer> {
  checkEntry(entry, maxBytes);
  try {
    return Buffer.concat(await Array.fromAsync<Buffer>(await zip.openReadStreamPromise(entry)));
  } catch (cause) {
    throw new EntryError("NOT_AN_IMAGE", "It is damaged inside the zip.", { cause });
  }
}

const STORED = 0;
const DEFLATED = 8;
/** Not a compression method: the file is encrypted, which reading it reports. */
const ENCRYPTED = 99;
const READABLE = new Set([STORED, DEFLATED, ENCRYPTED]);
const METHODS: Record<number, string> = {
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "Zstandard",
  95: "XZ",
  98: "PPMd",
};

/** One reason for all files of the zip; null if it can be unpacked. */
export function unpackable({ entries }: Archive): AppError | null {
  const packed = entries.filter(({ compressionMethod }) => !READABLE.has(compressionMethod));
  const [first] = packed;
  if (!first) return null;
  const method = METHODS[first.compressionMethod] ?? `method ${first.compressionMethod}`;
  const many =
    packed.length > 1 ? `${packed.length.toLocaleString("en")} files in the zip are` : `${first.fileName} is`;
  return new AppError(
    "unprocessable",
    `${many} compressed with ${method}, which can't be read. Create the zip with Deflate or without compression.`,
  );
}

export function encrypted(cause?: unknown): AppError {
  return new AppError("unprocessable", "The zip is encrypted. Create it without a password.", { cause });
}

// What yauzl says of names that would lead out of the folder a zip is unpacked in.
const LEADS_OUT = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s;

function broken(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const message = cause instanceof Error ? cause.message : "";
  if (message.includes("strong encryption")) return encrypted(cause);
  const name = LEADS_OUT.exec(message)?.[1];
  if (name === undefined)
    return new AppError("unprocessable", "The zip is damaged or incomplete. Create it again.", { cause });
  const shown = JSON.stringify(name.slice(0, 60));
  return new AppError("unprocessable", `The zip contains an unsafe path (${shown}). Remove that file.`, {
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
  // Also closes the zip's own stream where the reader has had enough.
  return pipeline(input, output, () => {});
}

/** A damaged file, or one that is no zip, is a 422. */
export async function withArchive<Result>(path: string, use: (archive: Archive) => Promise<Result>): Promise<Result> {
  const { zip, wraps } = await openZipFile(path).catch(throwBroken);
  try {
    const found = await readEntries(zip, wraps).catch(throwBroken);
    const { entries } = found;
    return await use({
      names: [...new Set(entries.map(({ fileName }) => fileName))],
      entries,
      find: directory(found),
      read: (entry, maxBytes) => readEntry(zip, entry, maxBytes),
      stream: (entry) => stream(zip, entry),
    });
  } finally {
    zip.close();
  }
}
