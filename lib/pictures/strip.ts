import { sniffPicture } from "#lib/pictures/sniff.ts";
import { stripAvif } from "#lib/pictures/strip/avif.ts";
import { stripGif } from "#lib/pictures/strip/gif.ts";
import { stripJpeg } from "#lib/pictures/strip/jpeg.ts";
import { stripPng } from "#lib/pictures/strip/png.ts";
import { stripTiff } from "#lib/pictures/strip/tiff.ts";
import { stripWebp } from "#lib/pictures/strip/webp.ts";
import type { PictureType } from "#lib/schemas/upload.ts";

const STRIP: Record<PictureType, (bytes: Buffer) => Buffer> = {
  "image/jpeg": stripJpeg,
  "image/png": stripPng,
  "image/webp": stripWebp,
  "image/gif": stripGif,
  "image/tiff": stripTiff,
  "image/avif": stripAvif,
};

type StrippedPicture = { bytes: Uint8Array<ArrayBuffer>; mimeType: PictureType };

/** Keeps coded pixels, colour profile and orientation. Null for unknown types. */
export function stripMetadata(bytes: Uint8Array): StrippedPicture | null {
  const mimeType = sniffPicture(bytes);
  if (!mimeType) return null;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: new Uint8Array(STRIP[mimeType](file)), mimeType };
}
