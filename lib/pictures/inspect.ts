import "server-only";
import { createHash } from "node:crypto";
import type { SharpOptions } from "sharp";
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

/** Decodes a picture whole, so that a damaged one is found out here. Throws `NotAPicture`. */
export async function inspectPicture(bytes: Uint8Array): Promise<InspectedPicture> {
  const mimeType = sniffPicture(bytes);
  if (!mimeType) throw new NotAPicture("It is not a JPEG, PNG, WebP or TIFF picture.");
  try {
    const options: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: "error" };
    const { autoOrient } = await sharp(bytes, options).metadata();
    const thumbnail = await sharp(bytes, options)
      .autoOrient()
      .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#fff" })
      .jpeg({ quality: 80 })
      .toBuffer();
    return { mimeType, ...autoOrient, sha256: createHash("sha256").update(bytes).digest("hex"), thumbnail };
  } catch (cause) {
    const tooLarge = cause instanceof Error && cause.message.includes("pixel limit");
    throw new NotAPicture(
      tooLarge ? "It has more than 100 million pixels." : "The picture is damaged and can't be read.",
      { cause },
    );
  }
}
