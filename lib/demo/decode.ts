import { decode as decodePicture } from "#lib/pictures/decode.ts";
import type { Pixels } from "#lib/pictures/pixels.ts";

/** sRGB with alpha, at most `longest` px per side. */
export function decode(source: Uint8Array, longest: number): Promise<Pixels> {
  const options = { lenient: true };
  return decodePicture(
    source,
    async ({ open }) => {
      const { data, info } = await open()
        .autoOrient()
        .toColourspace("srgb")
        .resize(longest, longest, { fit: "inside", withoutEnlargement: true })
        .ensureAlpha()
        .raw({ depth: "uchar" })
        .toBuffer({ resolveWithObject: true });
      return { data, width: info.width, height: info.height };
    },
    options,
  );
}
