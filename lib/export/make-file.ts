import "server-only";
import type { Metadata, Sharp } from "sharp";
import { isPlainSrgb } from "#lib/compliance/examine.ts";
import { decode, NotAPicture } from "#lib/pictures/decode.ts";
import { store } from "#lib/storage/storage.ts";

const QUALITIES = [95, 90, 85, 80];
const LAST_QUALITIES = [70, 60, 50];
const SMALLER = 0.85;
/** Amazon zooms from here on (reference/amazon.md): a file is not made smaller than that. */
const SHORTEST_PX = 1_000;
/** Amazon takes no longer side (reference/amazon.md). */
const LONGEST_PX = 10_000;

/** A file to export. */
export type Jpeg = { bytes: Uint8Array; width: number; height: number };

type Step = { side: number; quality: number };
type Limits = { maxBytes: number; signal?: AbortSignal | undefined };

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

/** First a lower quality, then fewer pixels, then a quality that shows: each step's file is smaller than the one before. */
function stepsDown(longest: number): Step[] {
  const shortest = Math.min(longest, SHORTEST_PX);
  const steps = QUALITIES.map((quality) => ({ side: longest, quality }));
  for (let side = longest * SMALLER; side > shortest; side *= SMALLER)
    steps.push({ side: Math.round(side), quality: 80 });
  for (const quality of [80, ...LAST_QUALITIES]) steps.push({ side: shortest, quality });
  return steps;
}

/**
 * The first step's file that is small enough, found by halving; null where none is. Each step takes its own turn at decoding,
 * and none is begun once the signal aborts.
 */
async function shrink(bytes: Uint8Array, longest: number, { maxBytes, signal }: Limits): Promise<Jpeg | null> {
  const steps = stepsDown(longest);
  const make = ({ side, quality }: Step) => decode(bytes, ({ open }) => encode(open(), side, quality), { signal });
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
 * The picture as an sRGB JPEG of at most `maxBytes` and 10,000 px a side: as it is where it is one, else encoded again. Null
 * where it can't be made that small with 1,000 px. Throws `NotAPicture`, and the signal's reason where it aborts.
 */
export async function toJpeg(bytes: Uint8Array, maxBytes: number, signal?: AbortSignal): Promise<Jpeg | null> {
  const fine = await decode<Jpeg | { longest: number }>(
    bytes,
    async ({ open, metadata }) => {
      const { width, height } = metadata;
      if (!isFine(metadata) || bytes.byteLength > maxBytes) return { longest: Math.max(width, height) };
      await readThrough(open());
      return { bytes, width, height };
    },
    { signal },
  );
  if ("bytes" in fine) return fine;
  return shrink(bytes, Math.min(fine.longest, LONGEST_PX), { maxBytes, signal });
}

const TAG_COUNT_AT = 128;
const TAGS_AT = 132;
const TAG_BYTES = 12;

/** The description of an ICC profile, as bytes read as Latin-1 without the zeros of its UTF-16; empty where there is none. */
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

/** Does a file with this profile, or with none, mean sRGB by its numbers? A profile that does not say so is taken for another one. */
export function meansSrgb(icc: Buffer | undefined): boolean {
  return !icc || /sRGB/i.test(descriptionOf(icc));
}

/** The file of a stored picture; else why there is none. Throws `StoreError`: what can't be asked for now must not be missed silently; the signal's reason where it aborts. */
export async function makeFile(storageKey: string, maxBytes: number, signal: AbortSignal): Promise<Jpeg | string> {
  const bytes = await store().get(storageKey);
  if (!bytes) return "its picture is not in the store";
  try {
    return (await toJpeg(bytes, maxBytes, signal)) ?? `it can't be made smaller than ${maxBytes} bytes`;
  } catch (error) {
    if (error instanceof NotAPicture) return `its picture can't be read: ${error.message}`;
    throw error;
  }
}
