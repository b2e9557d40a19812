import "server-only";
import type { Metadata, Sharp } from "sharp";
import type { Examined, Raster } from "#lib/compliance/examined.ts";
import { HASH_HEIGHT, HASH_WIDTH, perceptualHash } from "#lib/compliance/hash.ts";
import { contentHash } from "#lib/pictures/content-hash.ts";
import { decode, type OpenPicture } from "#lib/pictures/decode.ts";
import { type InspectedPicture, shrunk, toThumbnail } from "#lib/pictures/inspect.ts";
import { sharp } from "#lib/pictures/sharp.ts";

const BITS: Record<string, number> = { uchar: 8, char: 8, ushort: 16, short: 16, uint: 32, int: 32, float: 32 };
// Profiles whose numbers mean other colours than sRGB's; a file without a profile is taken for sRGB.
const WIDE_PROFILE = /Adobe RGB|Display P3|sP3C|DCI.?P3|ProPhoto|ROMM|Rec\.? ?2020|Wide Gamut|Apple RGB|ColorMatch/i;

/** Every fourth byte is alpha. */
function someTransparent({ data, channels }: Raster): boolean {
  if (channels === 3) return false;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}

/** `space`: sharp's name. */
function spaceOf(space: string, icc: Buffer | undefined): string {
  const profile = icc && WIDE_PROFILE.exec(icc.toString("latin1").replaceAll("\0", ""));
  if (profile) return profile[0];
  if (space === "rgb16" || space === "rgb") return "srgb";
  return space === "grey16" ? "b-w" : space;
}

export function isPlainSrgb({ space, icc, depth, hasAlpha }: Metadata): boolean {
  return spaceOf(space, icc) === "srgb" && BITS[depth] === 8 && !hasAlpha;
}

/** The picture as small as its thumbnail: what is compared is made of it, as the thumbnail of a photo is all that is left of it there. */
async function shrink({ data, ...raw }: Raster): Promise<Sharp> {
  const small = await shrunk(sharp(data, { raw })).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = small.info;
  return sharp(small.data, { raw: { width, height, channels } });
}

async function hashOf(small: Sharp): Promise<bigint> {
  return perceptualHash(await small.clone().resize(HASH_WIDTH, HASH_HEIGHT, { fit: "fill" }).raw().toBuffer());
}

type Opened = { examined: Examined; small: Sharp };

async function examineOpen({ open, metadata }: OpenPicture, bytes: number): Promise<Opened> {
  const { format, space, depth, icc } = metadata;
  const { data, info } = await open()
    .autoOrient()
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const raster: Raster = { data, width, height, channels: info.channels === 4 ? 4 : 3 };
  const small = await shrink(raster);
  const examined = {
    raster,
    format,
    width,
    height,
    bytes,
    space: spaceOf(space, icc),
    depth: BITS[depth] ?? 8,
    transparent: someTransparent(raster),
    hash: await hashOf(small),
  };
  return { examined, small };
}

/** Throws `NotAPicture`. */
export function examine(bytes: Uint8Array): Promise<Examined> {
  return decode(bytes, async (picture) => (await examineOpen(picture, bytes.length)).examined);
}

/** Facts, thumbnail and what the checks look at, from one decoding. Throws `NotAPicture`. */
export function inspectAndExamine(bytes: Uint8Array): Promise<InspectedPicture & { examined: Examined }> {
  return decode(bytes, async (picture) => {
    const { examined, small } = await examineOpen(picture, bytes.length);
    const { mimeType, metadata } = picture;
    return {
      facts: { mimeType, ...metadata.autoOrient, sha256: contentHash(bytes), bytes: bytes.length },
      thumbnail: await toThumbnail(small),
      examined,
    };
  });
}
