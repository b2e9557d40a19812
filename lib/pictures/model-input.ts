import "server-only";
import type { Metadata } from "sharp";
import type { Picture } from "#lib/image-model.ts";
import { decode, type OpenPicture } from "#lib/pictures/decode.ts";
import { hasFurtherPictures } from "#lib/pictures/jpeg.ts";
import { stripMetadata } from "#lib/pictures/strip.ts";
import type { PictureType } from "#lib/schemas/upload.ts";

/** The types that Gemini accepts, of those that this app accepts. */
const TAKEN: PictureType[] = ["image/jpeg", "image/png", "image/webp"];
/** Visually lossless, for pictures that are only rotated. */
const TURNED_QUALITY = 97;

function hasFrames(bytes: Uint8Array, mimeType: PictureType, { pages = 1 }: Metadata): boolean {
  if (mimeType === "image/jpeg") return hasFurtherPictures(bytes);
  // An animated PNG says so before its pixels.
  const isAnimated = mimeType === "image/png" && Buffer.from(bytes.subarray(0, 64 * 1024)).includes("acTL");
  return isAnimated || pages > 1;
}

/** Upright, in its own colours, first frame only: JPEG stays JPEG, others become PNG. */
async function encode({ open, mimeType, metadata }: OpenPicture, frames: boolean): Promise<Picture> {
  const upright = open().autoOrient();
  const picture = metadata.space === "cmyk" ? upright.toColourspace("srgb") : upright.keepIccProfile();
  if (mimeType !== "image/jpeg" || frames || metadata.space === "cmyk")
    return { bytes: await picture.png().toBuffer(), mimeType: "image/png" };
  const jpeg = picture.jpeg({ quality: TURNED_QUALITY, chromaSubsampling: "4:4:4" });
  return { bytes: await jpeg.toBuffer(), mimeType: "image/jpeg" };
}

/** Upright, one frame, without metadata. Throws `NotAPicture`. */
export function toModelInput(bytes: Uint8Array): Promise<Picture> {
  return decode(bytes, async (picture) => {
    const { mimeType, metadata } = picture;
    const frames = hasFrames(bytes, mimeType, metadata);
    const isUpright = (metadata.orientation ?? 1) === 1;
    if (TAKEN.includes(mimeType) && isUpright && !frames && metadata.space !== "cmyk")
      return stripMetadata(bytes) ?? { bytes, mimeType };
    return encode(picture, frames);
  });
}
