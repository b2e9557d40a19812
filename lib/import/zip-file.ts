import "server-only";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from "yauzl";

const END = 0x06054b50;
const END_BYTES = 22;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END = 0x06064b50;
const ZIP64_END_BYTES = 56;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_BYTES = 46;
const DIRECTORY_SIGNATURE = 0x05054b50;
/** Zips without zip64 have 32-bit numbers; some archivers let larger offsets wrap. */
const WRAP = 2 ** 32;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_CHUNK_BYTES = 64 * 1024;
/** Most photos take two or three reads. */
const CHUNK_BYTES = 256 * 1024;
/** Bytes at the end of a file that may follow a zip: downloads and mail gateways append some. */
const MAX_BYTES_BEHIND = 1024 ** 2;
/** Longer directories are refused while they are read. */
const MAX_COUNTED_BYTES = 32 * 1024 ** 2;

type Extent = { start: number; end: number; directory: number; directoryBytes: number; wraps: boolean };

async function readBytes(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const big = (bytes: Buffer, at: number) => Number(bytes.readBigUInt64LE(at));

/** Null if there is no zip64 end record right before `end`. */
async function zip64Directory(handle: FileHandle, end: number): Promise<Omit<Extent, "end"> | null> {
  const at = end - ZIP64_LOCATOR_BYTES - ZIP64_END_BYTES;
  if (at < 0) return null;
  const bytes = await readBytes(handle, at, ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES);
  if (bytes.readUInt32LE(0) !== ZIP64_END || bytes.readUInt32LE(ZIP64_END_BYTES) !== ZIP64_LOCATOR) return null;
  const [directoryBytes, offset] = [big(bytes, 40), big(bytes, 48)];
  const directory = at - directoryBytes;
  return { start: directory - offset, directory, directoryBytes, wraps: false };
}

/** Null if it only looks like an end record. */
async function extentAt(handle: FileHandle, record: Buffer, at: number, size: number): Promise<Extent | null> {
  const end = at + END_BYTES + record.readUInt16LE(20);
  if (end > size) return null;
  const zip64 = await zip64Directory(handle, at);
  if (zip64) return zip64.start >= 0 ? { ...zip64, end } : null;
  const directoryBytes = record.readUInt32LE(12);
  const directory = at - directoryBytes;
  const start = directory - record.readUInt32LE(16);
  if (start < 0) return null;
  const isEmpty = directoryBytes === 0;
  if (!isEmpty && (await readBytes(handle, directory, 4)).readUInt32LE(0) !== DIRECTORY_ENTRY) return null;
  const wraps = start > 0 && start % WRAP === 0;
  return { start: wraps ? 0 : start, end, directory, directoryBytes, wraps };
}

/** The file may have bytes before and after the zip. Null if there is none. */
async function findExtent(handle: FileHandle, size: number): Promise<Extent | null> {
  const length = Math.min(size, MAX_BYTES_BEHIND + 0xffff + END_BYTES);
  const tail = await readBytes(handle, size - length, length);
  const signature = Buffer.from("PK\u0005\u0006", "latin1");
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    at = tail.lastIndexOf(signature, at);
    if (at < 0) break;
    const record = tail.subarray(at, at + END_BYTES);
    const extent = record.readUInt32LE(0) === END ? await extentAt(handle, record, size - length + at, size) : null;
    if (extent) return extent;
  }
  return null;
}

/** The end record counts in 16 bits, and some archivers let that number wrap. */
async function countEntries(handle: FileHandle, { directory, directoryBytes }: Extent): Promise<number> {
  const bytes = await readBytes(handle, directory, Math.min(directoryBytes, MAX_COUNTED_BYTES));
  let count = 0;
  for (let at = 0; at + DIRECTORY_ENTRY_BYTES <= bytes.length; count += 1) {
    const signature = bytes.readUInt32LE(at);
    if (signature === DIRECTORY_SIGNATURE) break;
    if (signature !== DIRECTORY_ENTRY) throw new Error("the central directory is damaged");
    const lengths = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    at += DIRECTORY_ENTRY_BYTES + lengths.reduce((sum, more) => sum + more, 0);
  }
  return count;
}

type Chunk = { position: number; bytes: Buffer };

/** False if the chunk does not hold all of the part. */
function copyPart(
  { position, bytes }: Chunk,
  part: { at: number; length: number },
  buffer: Buffer,
  offset: number,
): boolean {
  const from = part.at - position;
  if (from < 0 || from + part.length > bytes.length) return false;
  bytes.copy(buffer, offset, from, from + part.length);
  return true;
}

class FilePart extends RandomAccessReader {
  readonly #handle: FileHandle;
  readonly #start: number;
  readonly #directory: number;
  #chunk: Chunk = { position: 0, bytes: Buffer.alloc(0) };

  constructor(handle: FileHandle, { start, directory }: Pick<Extent, "start" | "directory">) {
    super();
    this.#handle = handle;
    this.#start = start;
    this.#directory = directory;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#chunks(start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const at = this.#start + position;
    const take = (chunk: Chunk) => copyPart(chunk, { at, length }, buffer, offset);
    if (take(this.#chunk)) callback(null);
    else
      this.#read(at, length).then(
        (chunk) => callback(take(chunk) ? null : new Error("unexpected end of the file")),
        callback,
      );
  }

  /** yauzl reads a directory in small parts, one after the other: more of it is kept. */
  async #read(position: number, length: number): Promise<Chunk> {
    const isDirectory = position >= this.#directory;
    const bytes = await readBytes(
      this.#handle,
      position,
      isDirectory ? Math.max(length, DIRECTORY_CHUNK_BYTES) : length,
    );
    const chunk = { position, bytes };
    if (isDirectory) this.#chunk = chunk;
    return chunk;
  }

  async *#chunks(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      const chunk = await readBytes(this.#handle, this.#start + at, Math.min(CHUNK_BYTES, end - at));
      if (chunk.length === 0) throw new Error("unexpected end of the file");
      at += chunk.length;
      yield chunk;
    }
  }

  override close(callback: (error: Error | null) => void): void {
    this.#handle.close().then(() => callback(null), callback);
  }
}

/** Corrects offsets that wrapped at 4 GB; entries must come in the order of their data. */
export function unwrapOffsets(): (entry: Entry) => number {
  let [base, behind] = [0, 0];
  return ({ relativeOffsetOfLocalHeader: offset, compressedSize }) => {
    if (base + offset < behind) base += WRAP;
    behind = base + offset + LOCAL_HEADER_BYTES + compressedSize;
    return base + offset;
  };
}

/** `wraps`: offsets wrapped at 4 GB. Throws if there is no zip. */
export async function openZipFile(path: string): Promise<{ zip: ZipFile; wraps: boolean }> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const extent = await findExtent(handle, size);
    if (!extent) throw new Error("end of central directory record not found");
    const part = new FilePart(handle, extent);
    const zip = await fromRandomAccessReaderPromise(part, extent.end - extent.start, {
      lazyEntries: true,
      autoClose: false,
    });
    const readEntryCursor = extent.directory - extent.start;
    Object.assign(zip, { readEntryCursor, entryCount: await countEntries(handle, extent) });
    return { zip, wraps: extent.wraps };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
