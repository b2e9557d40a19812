import "server-only";
import { totalmem } from "node:os";
import type { Metadata, Sharp, SharpOptions } from "sharp";
import { closeJpeg } from "#lib/pictures/jpeg.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { sniffPicture, whyNoPicture } from "#lib/pictures/sniff.ts";
import type { PictureType } from "#lib/schemas/upload.ts";

const LONGEST_SIDE = 16_384;
const MAX_DECODED_BYTES = 512 * 1024 ** 2;
const SHARE_OF_MEMORY = 1 / 4;
const LARGE_PIXELS = 25_000_000;
const LONGEST_SECONDS = 20;
/** Pages of a TIFF that are searched for the largest. */
const MAX_PAGES = 32;

const SAMPLE_BYTES: Record<string, number> = {
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
  complex: 8,
  double: 8,
  dpcomplex: 16,
};

/** Each `open` starts at the first byte. `metadata` is from the header. */
export type OpenPicture = { open: () => Sharp; mimeType: PictureType; metadata: Metadata };

/** `lenient`: decode a damaged picture as far as possible. `seconds`: limit for a pipeline. */
export type DecodeOptions = { lenient?: boolean; seconds?: number };

/** Based on the memory of the process's cgroup, else of the machine. */
export function maxDecodedBytes(limits = { constrained: process.constrainedMemory(), total: totalmem() }): number {
  const memory = limits.constrained > 0 ? Math.min(limits.constrained, limits.total) : limits.total;
  return Math.min(MAX_DECODED_BYTES, memory * SHARE_OF_MEMORY);
}

const number = (value: number) => value.toLocaleString("en");
const megabytes = (bytes: number) => `${number(Math.ceil(bytes / 1024 ** 2))} MB`;

function refuseTooLarge({ width, height, channels, depth }: Metadata, most: number): void {
  const size = `${number(width)} x ${number(height)} px`;
  if (Math.max(width, height) > LONGEST_SIDE)
    throw new NotAPicture(`It has ${size}: no side may be longer than ${number(LONGEST_SIDE)} px.`);
  const bytes = width * height * channels * (SAMPLE_BYTES[depth] ?? 1);
  if (bytes > most)
    throw new NotAPicture(`It is ${megabytes(bytes)} when decoded (${size}); at most ${megabytes(most)} are allowed.`);
}

/** Of the largest page of a TIFF. */
async function readHeader(bytes: Uint8Array, options: SharpOptions): Promise<{ metadata: Metadata; page: number }> {
  const headerOf = (page: number) => sharp(bytes, { ...options, page, limitInputPixels: false }).metadata();
  let best = { metadata: await headerOf(0), page: 0 };
  const { format, pages = 1 } = best.metadata;
  if (format !== "tiff") return best;
  for (let page = 1; page < Math.min(pages, MAX_PAGES); page++) {
    const metadata = await headerOf(page);
    if (metadata.width * metadata.height > best.metadata.width * best.metadata.height) best = { metadata, page };
  }
  return best;
}

function toNotAPicture(cause: unknown): NotAPicture {
  if (cause instanceof NotAPicture) return cause;
  return new NotAPicture("The picture is damaged and can't be read.", { cause });
}

/**
 * Reports errors after the limit as too slow. The error's text doesn't tell: libvips has one error buffer for all
 * threads.
 */
async function timed<Result>(seconds: number, work: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  try {
    return await work();
  } catch (cause) {
    if (performance.now() - began < seconds * 1_000) throw cause;
    throw new NotAPicture(`Decoding takes longer than ${seconds} s.`, { cause });
  }
}

/** By its header: does it take so much memory that only one such picture may be decoded at a time? False where it can't be read. */
export async function isLarge(bytes: Uint8Array): Promise<boolean> {
  const header = sniffPicture(bytes) && (await readHeader(bytes, { failOn: "none" }).catch(() => null));
  return header ? header.metadata.width * header.metadata.height > LARGE_PIXELS : false;
}

/**
 * The only way in which bytes from outside become pixels. Refuses decompression bombs by their header. Throws
 * `NotAPicture`, also after 20 s.
 */
export async function decode<Result>(
  bytes: Uint8Array,
  work: (picture: OpenPicture) => Promise<Result>,
  { lenient = false, seconds = LONGEST_SECONDS }: DecodeOptions = {},
): Promise<Result> {
  const mimeType = sniffPicture(bytes);
  if (!mimeType) throw new NotAPicture(whyNoPicture(bytes));
  const closed = mimeType === "image/jpeg" ? closeJpeg(bytes) : { bytes, wasOpen: false };
  // With an end mark added only warnings tell whether pixels are missing before it.
  const failOn = lenient ? "none" : closed.wasOpen ? "warning" : "error";
  try {
    const { metadata, page } = await readHeader(closed.bytes, { failOn });
    refuseTooLarge(metadata, maxDecodedBytes());
    const open = () => sharp(closed.bytes, { failOn, page, limitInputPixels: LONGEST_SIDE ** 2 }).timeout({ seconds });
    return await timed(seconds, () => work({ open, mimeType, metadata }));
  } catch (cause) {
    throw toNotAPicture(cause);
  }
}
