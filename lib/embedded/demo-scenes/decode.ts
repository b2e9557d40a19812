import type { Pixels } from "#lib/pictures/pixels.ts";
import { sharp } from "#lib/pictures/sharp.ts";

/** Decodes a photo upright, in sRGB with alpha, at most `longest` px a side; a slightly damaged one as far as it goes. */
export async function decode(source: Uint8Array, longest: number): Promise<Pixels> {
  const { data, info } = await sharp(source, { failOn: "none" })
    .autoOrient()
    .toColourspace("srgb")
    .resize(longest, longest, { fit: "inside", withoutEnlargement: true })
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
