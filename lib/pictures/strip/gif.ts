const HEADER_BYTES = 13;
const EXTENSION = 0x21;
const FRAME = 0x2c;
const TRAILER = 0x3b;
const CONTROL = 0xf9;
const APPLICATION = 0xff;
/** Loops and colours; other extensions are metadata. */
const KEPT = ["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"];

/** From the flags that announce it. */
const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0);

function endOfBlocks(bytes: Buffer, at: number): number {
  let end = at;
  for (let length = bytes[end] ?? 0; length > 0; length = bytes[end] ?? 0) end += 1 + length;
  return end + 1;
}

function isKept(bytes: Buffer, at: number): boolean {
  const label = bytes[at + 1];
  return label === CONTROL || (label === APPLICATION && KEPT.includes(bytes.toString("latin1", at + 3, at + 14)));
}

/** Keeps frames and colours; removes comments and application data. */
export function stripGif(bytes: Buffer): Buffer {
  let at = HEADER_BYTES + tableBytes(bytes[10] ?? 0);
  const parts = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind !== EXTENSION && kind !== FRAME) break;
    const isFrame = kind === FRAME;
    const end = endOfBlocks(bytes, isFrame ? at + 11 + tableBytes(bytes[at + 9] ?? 0) : at + 2);
    if (isFrame || isKept(bytes, at)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...parts, Buffer.from([TRAILER])]);
}
