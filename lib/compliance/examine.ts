import "server-only";
import type { Metadata } from "sharp";
import type { Examined, Raster } from "#lib/compliance/examined.ts";
import { HASH_HEIGHT, HASH_WIDTH, perceptualHash } from "#lib/compliance/hash.ts";
import { decode } from "#lib/pictures/decode.ts";
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

async function hashOf({ data, width, height, channels }: Raster): Promise<bigint> {
  const small = await sharp(data, { raw: { width, height, channels } })
    .flatten({ background: "#fff" })
    .resize(HASH_WIDTH, HASH_HEIGHT, { fit: "fill" })
    .raw()
    .toBuffer();
  return perceptualHash(small);
}

export function examine(bytes: Uint8Array): Promise<Examined> {
  return decode(bytes, async ({ open, metadata: { format, space, depth, icc } }) => {
    const { data, info } = await open()
      .autoOrient()
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const raster: Raster = { data, width, height, channels: info.channels === 4 ? 4 : 3 };
    return {
      raster,
      format,
      width,
      height,
      bytes: bytes.length,
      space: spaceOf(space, icc),
      depth: BITS[depth] ?? 8,
      transparent: someTransparent(raster),
      hash: await hashOf(raster),
    };
  });
}
