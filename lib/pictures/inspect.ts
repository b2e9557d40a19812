import "server-only";
import { createHash } from "node:crypto";
import type { Sharp } from "sharp";
import { sharp } from "#lib/pictures/sharp.ts";
import { type PictureType, sniffPicture } from "#lib/pictures/sniff.ts";

// Amazon takes up to 10,000 px on the longest side; more than its square is no product photo but a decompression bomb.
const MAX_PIXELS = 10_000 * 10_000;
const THUMBNAIL_PX = 320;

/** `width` and `height` are as the picture is seen, its EXIF rotation done. `thumbnail` is a JPEG of at most 320 px a side, on white. */
export type InspectedPicture = {
  mimeType: PictureType;
  width: number;
  height: number;
  sha256: string;
  thumbnail: Buffer;
};

/** Thrown for bytes that are no picture this app takes; the message says why, for the seller. */
export class NotAPicture extends Error {
  override readonly name = "NotAPicture";
}

/**
 * Calls `work` with what opens the picture, at most 100 megapixels of it. Throws `NotAPicture` for bytes of no type this
 * app takes and for whatever sharp can't read.
 */
export async function decodeSafely<Result>(
  bytes: Uint8Array,
  work: (open: () => Sharp, mimeType: PictureType) => Promise<Result>,
) {
  const mimeType = sniffPicture(bytes);
  if (!mimeType) throw new NotAPicture("It is not a JPEG, PNG, WebP or TIFF picture.");
  try {
    return await work(() => sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error" }), mimeType);
  } catch (cause) {
    const tooLarge = cause instanceof Error && cause.message.includes("pixel limit");
    throw new NotAPicture(
      tooLarge ? "It has more than 100 million pixels." : "The picture is damaged and can't be read.",
      { cause },
    );
  }
}

/** Decodes a picture whole, so that a damaged one is found out here. Throws `NotAPicture`. */
export function inspectPicture(bytes: Uint8Array): Promise<InspectedPicture> {
  return decodeSafely(bytes, async (open, mimeType) => {
    const { autoOrient } = await open().metadata();
    const thumbnail = await open()
      .autoOrient()
      .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#fff" })
      .jpeg({ quality: 80 })
      .toBuffer();
    return { mimeType, ...autoOrient, sha256: createHash("sha256").update(bytes).digest("hex"), thumbnail };
  });
}
