import "server-only";
import type { Metadata, Sharp } from "sharp";
import { isPlainSrgb } from "#lib/compliance/examine.ts";
import { decode } from "#lib/pictures/decode.ts";
import { AMAZON_SIDE_PX } from "#lib/schemas/amazon-rules.ts";

const QUALITIES = [95, 90, 85, 80];
const LAST_QUALITIES = [70, 60, 50];
const SMALLER = 0.85;
/** Files are not made smaller than what Amazon zooms into. */
const { zoom: SHORTEST_PX, most: LONGEST_PX } = AMAZON_SIDE_PX;

export type Jpeg = { bytes: Uint8Array; width: number; height: number };

type Step = { side: number; quality: number };

/** Upright, on white, sRGB, within `side` px. */
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

/** Lower quality first, then fewer pixels, then visible loss: each step's file is smaller than the one before. */
function stepsDown(longest: number): Step[] {
  const shortest = Math.min(longest, SHORTEST_PX);
  const steps = QUALITIES.map((quality) => ({ side: longest, quality }));
  for (let side = longest * SMALLER; side > shortest; side *= SMALLER)
    steps.push({ side: Math.round(side), quality: 80 });
  for (const quality of [80, ...LAST_QUALITIES]) steps.push({ side: shortest, quality });
  return steps;
}

/** Null if no file is small enough. */
async function shrink(bytes: Uint8Array, longest: number, maxBytes: number): Promise<Jpeg | null> {
  const steps = stepsDown(longest);
  const make = ({ side, quality }: Step) => decode(bytes, ({ open }) => encode(open(), side, quality));
  const first = await make({ side: longest, quality: steps[0]?.quality ?? 95 });
  if (first.bytes.byteLength <= maxBytes) return first;
  let best: Jpeg | null = null;
  let [low, high] = [1, steps.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const step = steps[middle];
    if (!step) break;
    const jpeg = await make(step);
    if (jpeg.bytes.byteLength <= maxBytes) [best, high] = [jpeg, middle];
    else low = middle + 1;
  }
  return best;
}

/** Reads the whole picture to find damage. */
async function readThrough(picture: Sharp): Promise<void> {
  await picture.resize(8, 8, { fit: "fill" }).raw().toBuffer();
}

function isFine(metadata: Metadata): boolean {
  const { format, orientation = 1, icc, width, height } = metadata;
  const isUpright = orientation === 1 && Math.max(width, height) <= LONGEST_PX;
  return format === "jpeg" && isUpright && isPlainSrgb(metadata) && meansSrgb(icc);
}

/** Unchanged if it already fits. Null if it can't be made that small with 1,000 px. Throws `NotAPicture`. */
export async function toJpeg(bytes: Uint8Array, maxBytes: number): Promise<Jpeg | null> {
  const fine = await decode<Jpeg | { longest: number }>(bytes, async ({ open, metadata }) => {
    const { width, height } = metadata;
    if (!isFine(metadata) || bytes.byteLength > maxBytes) return { longest: Math.max(width, height) };
    await readThrough(open());
    return { bytes, width, height };
  });
  if ("bytes" in fine) return fine;
  return shrink(bytes, Math.min(fine.longest, LONGEST_PX), maxBytes);
}

const TAG_COUNT_AT = 128;
const TAGS_AT = 132;
const TAG_BYTES = 12;

/** Bytes read as Latin-1 without the zeros of UTF-16; empty if there is none. */
function descriptionOf(icc: Buffer): string {
  if (icc.length < TAGS_AT) return "";
  const count = icc.readUInt32BE(TAG_COUNT_AT);
  for (let at = TAGS_AT; at < TAGS_AT + count * TAG_BYTES && at + TAG_BYTES <= icc.length; at += TAG_BYTES) {
    if (icc.toString("latin1", at, at + 4) !== "desc") continue;
    const start = icc.readUInt32BE(at + 4);
    return icc.toString("latin1", start, start + icc.readUInt32BE(at + 8)).replaceAll("\0", "");
  }
  return "";
}

/** Profiles that don't say sRGB are taken for another colour space. */
export function meansSrgb(icc: Buffer | undefined): boolean {
  return !icc || /sRGB/i.test(descriptionOf(icc));
}
