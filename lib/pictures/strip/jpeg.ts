import { type JpegSegment, jpegSegments } from "#lib/pictures/jpeg.ts";
import { exifSegment, orientationIn } from "#lib/pictures/strip/exif.ts";

const END = 0xd9;
const JFIF_BYTES = 16;

/** Keeps the size and density of JFIF. */
function withoutThumbnail(segment: Buffer): Buffer {
  const short = Buffer.from(segment.subarray(0, 2 + JFIF_BYTES));
  short.writeUInt16BE(JFIF_BYTES, 2);
  short.fill(0, JFIF_BYTES, 2 + JFIF_BYTES);
  return short;
}

/** Null if pixels, colours and orientation don't need it. */
function kept(segment: Buffer, { marker }: JpegSegment): Buffer | null {
  const isApplication = marker >= 0xe0 && marker <= 0xef;
  const isComment = marker === 0xfe;
  if (!isApplication) return isComment ? null : segment;
  const name = segment.toString("latin1", 4, 16);
  if (marker === 0xe0 && name.startsWith("JFIF\0") && segment.length >= 2 + JFIF_BYTES)
    return withoutThumbnail(segment);
  if (marker === 0xe1 && name.startsWith("Exif\0\0")) return exifSegment(orientationIn(segment.subarray(4)));
  if (marker === 0xe2 && name.startsWith("ICC_PROFILE\0")) return segment;
  return marker === 0xee && name.startsWith("Adobe") ? segment : null;
}

/** Keeps pixels, colour profile and orientation of the first picture. */
export function stripJpeg(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let last: number | null = null;
  for (const segment of jpegSegments(bytes)) {
    const part = kept(bytes.subarray(segment.from, segment.to), segment);
    if (part) parts.push(part);
    last = segment.marker;
  }
  if (last !== END) parts.push(Buffer.from([0xff, END]));
  return Buffer.concat(parts);
}
