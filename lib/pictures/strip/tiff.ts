const ENTRY_BYTES = 12;
const MAX_DIRECTORIES = 1_000;
const MAX_DEPTH = 4;
/** By type (TIFF 6.0, 1992, page 15). */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** Tags that point to directories: SubIFDs, EXIF, GPS, interoperability. */
const DIRECTORIES = new Set([330, 34665, 34853, 40965]);
/** What pixels, colours and orientation need; 34675 is the colour profile. */
const KEPT = new Set([
  254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 290, 291,
  292, 293, 296, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 334, 336, 338, 339, 340, 341, 342, 347, 512,
  513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 34675,
]);

type Entry = { at: number; tag: number; value: number; bytes: number };

class Tiff {
  readonly #bytes: Buffer;
  readonly #little: boolean;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#little = bytes.toString("latin1", 0, 2) === "II";
  }

  strip(): void {
    const seen = new Set<number>();
    let at = this.#long(4);
    while (at > 0 && !seen.has(at) && seen.size < MAX_DIRECTORIES) {
      seen.add(at);
      at = this.#stripDirectory(at);
    }
  }

  /** Removes entries, overwrites their data, and returns the position of the next directory. */
  #stripDirectory(at: number): number {
    const entries = this.#entries(at);
    const next = this.#long(at + 2 + entries.length * ENTRY_BYTES);
    const kept = entries.filter(({ tag }) => KEPT.has(tag));
    for (const entry of entries) if (!KEPT.has(entry.tag)) this.#wipe(entry, 0);
    const records = kept.map((entry) => Buffer.from(this.#bytes.subarray(entry.at, entry.at + ENTRY_BYTES)));
    const end = at + 2 + entries.length * ENTRY_BYTES + 4;
    this.#zero(at, end);
    this.#write(records.length, at, 2);
    Buffer.concat(records).copy(this.#bytes, at + 2);
    this.#write(next, at + 2 + records.length * ENTRY_BYTES, 4);
    return next;
  }

  #wipe({ tag, value, bytes }: Entry, depth: number): void {
    if (bytes > 4) this.#zero(value, value + bytes);
    else if (DIRECTORIES.has(tag) && depth < MAX_DEPTH) this.#wipeDirectory(value, depth + 1);
  }

  #wipeDirectory(at: number, depth: number): void {
    const entries = this.#entries(at);
    for (const entry of entries) this.#wipe(entry, depth);
    this.#zero(at, at + 2 + entries.length * ENTRY_BYTES + 4);
  }

  #entries(directory: number): Entry[] {
    const count = this.#short(directory);
    const entries: Entry[] = [];
    for (let index = 0; index < count; index++) {
      const at = directory + 2 + index * ENTRY_BYTES;
      if (at + ENTRY_BYTES > this.#bytes.length) break;
      const bytes = (TYPE_BYTES[this.#short(at + 2)] ?? 0) * this.#long(at + 4);
      entries.push({ at, tag: this.#short(at), value: this.#long(at + 8), bytes });
    }
    return entries;
  }

  #zero(from: number, to: number): void {
    const end = this.#bytes.length;
    this.#bytes.fill(0, Math.min(from, end), Math.min(to, end));
  }

  #short(at: number): number {
    if (at + 2 > this.#bytes.length) return 0;
    return this.#little ? this.#bytes.readUInt16LE(at) : this.#bytes.readUInt16BE(at);
  }

  #long(at: number): number {
    if (at + 4 > this.#bytes.length) return 0;
    return this.#little ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
  }

  #write(value: number, at: number, size: 2 | 4): void {
    if (at + size > this.#bytes.length) return;
    if (this.#little) this.#bytes.writeUIntLE(value, at, size);
    else this.#bytes.writeUIntBE(value, at, size);
  }
}

/** Pixels, colour profile and orientation are kept; everything else is overwritten in place. */
export function stripTiff(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  new Tiff(copy).strip();
  return copy;
}
