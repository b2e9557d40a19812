import "server-only";
import type { Metadata, Sharp } from "sharp";
import { isPlainSrgb } from "#lib/compliance/examine.ts";
import { meansSrgb } from "#lib/export/profile.ts";
import { decodeSafely } from "#lib/pictures/inspect.ts";

const QUALITIES = [95, 90, 85, 80];
const LAST_QUALITIES = [70, 60, 50];
const SMALLER = 0.85;
/** Amazon zooms from here on (reference/amazon.md): a file is not made smaller than that. */
const SHORTEST_PX = 1_000;
/** Amazon takes no longer side (reference/amazon.md). */
const LONGEST_PX = 10_000;

/** A file to export. */
export type Jpeg = { bytes: Uint8Array; width: number; height: number };

/** The picture upright, on white, in sRGB, within `side` px. */
async function encode(picture: Sharp, side: number, quality: number): Promise<Jpeg> {
  const { data, info } = await picture
    .autoOrient()
    .flatten({ background: "#fff" })
    .resize(side, side, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    // Halved, the colours would bleed over the product's edge into the white.
    .jpeg({ quality, chromaSubsampling: "4:4:4" })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}

/** First a lower quality, then fewer pixels, then a quality that shows; null where nothing is small enough. */
async function shrink(open: () => Sharp, longest: number, maxBytes: number): Promise<Jpeg | null> {
  const shortest = Math.min(longest, SHORTEST_PX);
  const steps = QUALITIES.map((quality) => ({ side: longest, quality }));
  for (let side = longest * SMALLER; side > shortest; side *= SMALLER)
    steps.push({ side: Math.round(side), quality: 80 });
  for (const quality of [80, ...LAST_QUALITIES]) steps.push({ side: shortest, quality });
  for (const { side, quality } of steps) {
    const jpeg = await encode(open(), side, quality);
    if (jpeg.bytes.byteLength <= maxBytes) return jpeg;
  }
  return null;
}

/** Reads all of a picture, so that a damaged one is found out. */
async function readThrough(picture: Sharp): Promise<void> {
  await picture.resize(8, 8, { fit: "fill" }).raw().toBuffer();
}

/** Is it, by its header, an sRGB JPEG as Amazon takes it? */
function isFine(metadata: Metadata): boolean {
  const { format, orientation = 1, icc, width, height } = metadata;
  const isUpright = orientation === 1 && Math.max(width, height) <= LONGEST_PX;
  return format === "jpeg" && isUpright && isPlainSrgb(metadata) && meansSrgb(icc);
}

/**
 * The picture as an sRGB JPEG of at most `maxBytes` and 10,000 px a side: as it is where it is one, else made anew. Null
 * where it can't be made that small with 1,000 px. Throws `NotAPicture`.
 */
export async function toJpeg(bytes: Uint8Array, maxBytes: number): Promise<Jpeg | null> {
  return decodeSafely(bytes, async (open) => {
    const metadata = await open().metadata();
    const { width, height } = metadata;
    if (!isFine(metadata) || bytes.byteLength > maxBytes)
      return shrink(open, Math.min(Math.max(width, height), LONGEST_PX), maxBytes);
    await readThrough(open());
    return { bytes, width, height };
  });
}
