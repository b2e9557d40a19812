/** Decoded pixels in sRGB, 8 bit: red, green, blue and, with 4 channels, alpha. */
export type Raster = { data: Uint8Array; width: number; height: number; channels: 3 | 4 };

/**
 * A picture decoded for the checks, with the facts of its file. `width` and `height` are as it is seen; `space` is as
 * sharp names it ("srgb", "cmyk", "b-w") or the wide profile it carries ("Adobe RGB"); `depth` is bits a channel;
 * `transparent`: some pixel is. `hash` is its 64-bit hash of how it looks, signed as PostgreSQL's bigint is.
 */
export type Examined = {
  raster: Raster;
  format: string;
  width: number;
  height: number;
  bytes: number;
  space: string;
  depth: number;
  transparent: boolean;
  hash: bigint;
};
