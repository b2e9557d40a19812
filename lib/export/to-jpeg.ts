import "server-only";
import type { Sharp } from "sharp";
import { isPlainSrgb } from "#lib/compliance/examine.ts";
import { decodeSafely } from "#lib/pictures/inspect.ts";
import { sharp } from "#lib/pictures/sharp.ts";

const BEST = 95;
const QUALITIES = [BEST, 90, 85, 80];
const LAST_QUALITIES = [70, 60, 50];
const SMALLER = 0.85;
/** Amazon zooms from here on (reference/amazon.md): a file is not made smaller than that. */
const SHORTEST_PX = 1_000;

/** A file to export. */
export type Jpeg = { bytes: Uint8Array; width: number; height: number };

type Raw = { data: Buffer; width: number; height: number };

/** The picture upright, on white, in sRGB. */
async function decode(picture: Sharp): Promise<Raw> {
  const { data, info } = await picture
    .autoOrient()
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function encode({ data, width, height }: Raw, side: number, quality: number): Promise<Jpeg> {
  const scaled = sharp(data, { raw: { width, height, channels: 3 } }).resize(side, side, {
    fit: "inside",
    withoutEnlargement: true,
  });
  // Halved, the colours would bleed over the product's edge into the white.
  const jpeg = scaled.jpeg({ quality, chromaSubsampling: "4:4:4" });
  const made = await jpeg.toBuffer({ resolveWithObject: true });
  return { bytes: made.data, width: made.info.width, height: made.info.height };
}

/** First a lower quality, then fewer pixels, then a quality that shows; null where nothing is small enough. */
async function shrink(raw: Raw, maxBytes: number): Promise<Jpeg | null> {
  const longest = Math.max(raw.width, raw.height);
  const shortest = Math.min(longest, SHORTEST_PX);
  const steps = QUALITIES.map((quality) => ({ side: longest, quality }));
  for (let side = longest * SMALLER; side > shortest; side *= SMALLER)
    steps.push({ side: Math.round(side), quality: 80 });
  for (const quality of [80, ...LAST_QUALITIES]) steps.push({ side: shortest, quality });
  for (const { side, quality } of steps) {
    const jpeg = await encode(raw, side, quality);
    if (jpeg.bytes.byteLength <= maxBytes) return jpeg;
  }
  return null;
}

/**
 * The picture as an sRGB JPEG of at most `maxBytes`: as it is where it is one, else made anew. Null where it can't be made
 * that small with 1,000 px. Throws `NotAPicture`.
 */
export async function toJpeg(bytes: Uint8Array, maxBytes: number): Promise<Jpeg | null> {
  return decodeSafely(bytes, async (open) => {
    const metadata = await open().metadata();
    const { format, width, height, orientation = 1 } = metadata;
    const raw = await decode(open());
    const isFine = format === "jpeg" && isPlainSrgb(metadata) && orientation === 1 && bytes.byteLength <= maxBytes;
    return isFine ? { bytes, width, height } : shrink(raw, maxBytes);
  });
}
