import { exifOf, orientationIn } from "#lib/pictures/strip/exif.ts";

const HEADER_BYTES = 12;
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;
const KEPT = new Set(["VP8X", "VP8 ", "VP8L", "ALPH", "ICCP", "ANIM", "ANMF"]);

function chunk(name: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(8 + data.length + (data.length % 2));
  bytes.write(name, 0, "latin1");
  bytes.writeUInt32LE(data.length, 4);
  data.copy(bytes, 8);
  return bytes;
}

function* keptChunks(bytes: Buffer): Generator<Buffer> {
  const end = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  for (let at = HEADER_BYTES; at + 8 <= end; ) {
    const name = bytes.toString("latin1", at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, Math.min(end, at + 8 + length));
    const exif = name === "EXIF" ? exifOf(orientationIn(data)) : null;
    if (exif) yield chunk("EXIF", exif);
    if (KEPT.has(name)) yield chunk(name, data);
    at += 8 + length + (length % 2);
  }
}

/** Keeps pixels, colour profile and orientation. */
export function stripWebp(bytes: Buffer): Buffer {
  const parts = [Buffer.from(bytes.subarray(0, HEADER_BYTES)), ...keptChunks(bytes)];
  const file = Buffer.concat(parts);
  file.writeUInt32LE(file.length - 8, 4);
  if (file.toString("latin1", HEADER_BYTES, HEADER_BYTES + 4) !== "VP8X") return file;
  const flags = HEADER_BYTES + 8;
  const exif = parts.some((part) => part.toString("latin1", 0, 4) === "EXIF") ? HAS_EXIF : 0;
  file[flags] = ((file[flags] ?? 0) & ~(HAS_EXIF | HAS_XMP)) | exif;
  return file;
}
