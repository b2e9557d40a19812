/** sRGB, 8 bit: red, green, blue and, with 4 channels, alpha. */
export type Raster = { data: Uint8Array; width: number; height: number; channels: 3 | 4 };

/**
 * `width` and `height` are after rotation. `space`: sharp's name ("srgb", "cmyk", "b-w") or the wide profile ("Adobe
 * RGB"). `depth`: bits per channel. `transparent`: some pixel is. `hash`: 64-bit perceptual hash, signed like
 * PostgreSQL's bigint.
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
