type Box = { type: string; from: number; to: number };

/** ISO/IEC 14496-12. `from` is after the box's header. */
function* boxes(bytes: Buffer, start: number, end: number): Generator<Box> {
  for (let at = start; at + 8 <= end; ) {
    const short = bytes.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    if (at + header > end) return;
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? end - at : short;
    if (size < header || at + size > end) return;
    yield { type: bytes.toString("latin1", at + 4, at + 8), from: at + header, to: at + size };
    at += size;
  }
}

/** An `infe` box of version 2 has an id of 2 bytes, of version 3 of 4. */
function metadataItems(bytes: Buffer, { from, to }: Box): Set<number> {
  const ids = new Set<number>();
  const start = from + 4 + (bytes[from] === 0 ? 2 : 4);
  for (const box of boxes(bytes, start, to)) {
    const isLong = bytes[box.from] === 3;
    const type = bytes.toString("latin1", box.from + (isLong ? 10 : 8), box.from + (isLong ? 14 : 12));
    if (box.type !== "infe" || (type !== "Exif" && type !== "mime")) continue;
    ids.add(isLong ? bytes.readUInt32BE(box.from + 4) : bytes.readUInt16BE(box.from + 4));
  }
  return ids;
}

class Cursor {
  readonly #bytes: Buffer;
  readonly #end: number;
  at: number;

  constructor(bytes: Buffer, { from, to }: Box) {
    this.#bytes = bytes;
    this.at = from;
    this.#end = to;
  }

  /** 0 to 8 bytes; throws at the end of the box. */
  next(size: number): number {
    if (this.at + size > this.#end) throw new RangeError("The box ends within a number.");
    let value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + (this.#bytes[this.at + index] ?? 0);
    this.at += size;
    return value;
  }
}

/** Overwrites the data of these items wherever it is stored. */
function wipeItems(bytes: Buffer, location: Box, data: Box | undefined, ids: Set<number>): void {
  const cursor = new Cursor(bytes, location);
  const version = cursor.next(1);
  cursor.next(3);
  const [sizes, more] = [cursor.next(1), cursor.next(1)];
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, more >> 4];
  const indexSize = version > 0 ? more & 15 : 0;
  const idSize = version < 2 ? 2 : 4;
  for (let items = cursor.next(idSize); items > 0; items--) {
    const id = cursor.next(idSize);
    const isInData = version > 0 && (cursor.next(2) & 15) === 1;
    cursor.next(2);
    const base = cursor.next(baseSize) + (isInData ? (data?.from ?? 0) : 0);
    for (let extents = cursor.next(2); extents > 0; extents--) {
      cursor.next(indexSize);
      const start = base + cursor.next(offsetSize);
      const length = cursor.next(lengthSize);
      if (ids.has(id)) bytes.fill(0, Math.min(start, bytes.length), Math.min(start + length, bytes.length));
    }
  }
}

/** Pixels, colours and orientation are kept; EXIF, XMP and private boxes are overwritten in place. */
export function stripAvif(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (const box of boxes(copy, 0, copy.length)) {
    if (box.type === "uuid") copy.fill(0, box.from, box.to);
    if (box.type !== "meta") continue;
    const parts = [...boxes(copy, box.from + 4, box.to)];
    const named = (type: string) => parts.find((part) => part.type === type);
    const [items, location] = [named("iinf"), named("iloc")];
    const ids = items ? metadataItems(copy, items) : new Set<number>();
    try {
      if (location && ids.size > 0) wipeItems(copy, location, named("idat"), ids);
    } catch (error) {
      // Cut short: nobody else finds the items by it either.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return copy;
}
