const ORIENTATION = 0x0112;
const SHORT = 3;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const PREFIX = Buffer.from("Exif\0\0", "latin1");

/** JPEG and some WebP writers add a prefix. */
function withoutPrefix(block: Buffer): Buffer {
  return block.subarray(0, PREFIX.length).equals(PREFIX) ? block.subarray(PREFIX.length) : block;
}

/** 1 to 8; 1 if there is none. */
export function orientationIn(block: Buffer): number {
  const exif = withoutPrefix(block);
  if (exif.length < HEADER_BYTES) return 1;
  const little = exif.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (little ? exif.readUInt16LE(at) : exif.readUInt16BE(at));
  const directory = little ? exif.readUInt32LE(4) : exif.readUInt32BE(4);
  if (directory + 2 > exif.length) return 1;
  const entries = short(directory);
  for (let at = directory + 2; at + ENTRY_BYTES <= exif.length && at < directory + 2 + entries * ENTRY_BYTES; ) {
    if (short(at) === ORIENTATION) {
      const value = short(at + 8);
      return value >= 1 && value <= 8 ? value : 1;
    }
    at += ENTRY_BYTES;
  }
  return 1;
}

/** A block with only the orientation; null for upright pictures. */
export function exifOf(orientation: number): Buffer | null {
  if (orientation === 1) return null;
  const block = Buffer.alloc(HEADER_BYTES + 2 + ENTRY_BYTES + 4);
  block.write("II*\0", 0, "latin1");
  block.writeUInt32LE(HEADER_BYTES, 4);
  block.writeUInt16LE(1, 8);
  block.writeUInt16LE(ORIENTATION, 10);
  block.writeUInt16LE(SHORT, 12);
  block.writeUInt32LE(1, 14);
  block.writeUInt16LE(orientation, 18);
  return block;
}

/** As a JPEG segment APP1. */
export function exifSegment(orientation: number): Buffer | null {
  const block = exifOf(orientation);
  if (!block) return null;
  const head = Buffer.from([0xff, 0xe1, 0, 2 + PREFIX.length + block.length]);
  return Buffer.concat([head, PREFIX, block]);
}
