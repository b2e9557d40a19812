import { randomBytes } from "node:crypto";
import sharp, { type Sharp } from "sharp";

export type PictureOptions = {
  width?: number;
  height?: number;
  colour?: string;
  format?: "jpeg" | "png" | "webp" | "tiff" | "gif" | "avif";
};

let counter = 0;

/** Different from all others unless `colour` is given. */
export function drawPicture({
  width = 60,
  height = 40,
  colour,
  format = "jpeg",
}: PictureOptions = {}): Promise<Buffer> {
  counter += 1;
  const background = colour ?? `hsl(${(counter * 47) % 360}, 60%, ${30 + (counter % 5) * 10}%)`;
  return sharp({ create: { width, height, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}

/** Incompressible: 590 px per side are a PNG of about 1 MB. */
export function noise(side: number): Sharp {
  return sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } });
}
