import { type PictureType, sniffPicture } from "#lib/pictures/sniff.ts";
import { stripAvif } from "#lib/pictures/strip/avif.ts";
import { stripGif } from "#lib/pictures/strip/gif.ts";
import { stripJpeg } from "#lib/pictures/strip/jpeg.ts";
import { stripPng } from "#lib/pictures/strip/png.ts";
import { stripTiff } from "#lib/pictures/strip/tiff.ts";
import { stripWebp } from "#lib/pictures/strip/webp.ts";

const STRIP: Record<PictureType, (bytes: Buffer) => Buffer> = {
  "image/jpeg": stripJpeg,
  "image/png": stripPng,
  "image/webp": stripWebp,
  "image/gif": stripGif,
  "image/tiff": stripTiff,
  "image/avif": stripAvif,
};

/** A picture without what its file says about place, time, camera and people. */
type StrippedPicture = { bytes: Uint8Array<ArrayBuffer>; mimeType: PictureType };

/**
 * The same picture without EXIF, XMP and comments: its coded pixels, its colour profile and its orientation are those of the
 * file. Null for bytes of no type that this app takes.
 */
export function stripMetadata(bytes: Uint8Array): StrippedPicture | null {
  const mimeType = sniffPicture(bytes);
  if (!mimeType) return null;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: new Uint8Array(STRIP[mimeType](file)), mimeType };
}
