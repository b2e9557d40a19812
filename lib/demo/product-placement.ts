import sharp, { type Sharp } from "sharp";
import { extentOf } from "#lib/demo/extent.ts";
import type { Room } from "#lib/demo/scene.ts";
import { type Canvas, DOWN, type Pen, softShadow } from "#lib/demo/svg.ts";
import type { Pixels } from "#lib/pictures/pixels.ts";

/** The photo's pixels, their box in the scene (in units of its canvas), and what is drawn behind them. */
export type Placement = {
  pixels: Sharp;
  box: readonly [left: number, top: number, width: number, height: number];
  setting: (pen: Pen) => string;
};

function asSharp({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 } });
}

export function standing(product: Pixels, { foot: [x, y], width, height }: Room): Placement | null {
  const extent = extentOf(product);
  if (!extent) return null;
  const scale = Math.min(width / extent.width, height / extent.height);
  const [wide, high] = [extent.width * scale, extent.height * scale];
  const left = x - wide / 2;
  const [from, to] = extent.base.map((at) => left + at * scale) as [number, number];
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  return {
    pixels: asSharp(product).extract({
      left: extent.left,
      top: extent.top,
      width: extent.width,
      height: extent.height,
    }),
    box: [left, y - high, wide, high],
    setting: (pen) =>
      softShadow(pen, middle + half * 0.18, y + 4, half * 1.45 + 30, 22 + half * 0.14, 0.42) +
      softShadow(pen, middle, y - 2, half * 1.08 + 8, 12 + half * 0.03, 0.75),
  };
}

export function alone(product: Pixels, share: number, [across, down]: Canvas): Placement | null {
  const extent = extentOf(product);
  if (!extent) return null;
  const { left, top, width, height } = extent;
  const scale = share * Math.min(across / width, down / height);
  const [wide, high] = [width * scale, height * scale];
  return {
    pixels: asSharp(product).extract({ left, top, width, height }),
    box: [(across - wide) / 2, (down - high) / 2, wide, high],
    setting: () => "",
  };
}

const FRAME = 18;
const MAT = 34;

export function framed(photo: Pixels, { foot: [x, y], width, height }: Room): Placement {
  const edge = FRAME + MAT;
  const scale = Math.min((width - 2 * edge) / photo.width, (height - 2 * edge) / photo.height);
  const [wide, high] = [photo.width * scale, photo.height * scale];
  const [left, top] = [x - wide / 2, y - edge - high];
  const rect = (out: number, attributes: string) =>
    `<rect x="${left - out}" y="${top - out}" width="${wide + 2 * out}" height="${high + 2 * out}" ${attributes}/>`;
  return {
    pixels: asSharp(photo).flatten({ background: "#ffffff" }),
    box: [left, top, wide, high],
    setting: (pen) => {
      const wood = pen.linear(DOWN, [
        [0, "#4a3a2e"],
        [1, "#2a2019"],
      ]);
      const away = pen.linear(
        [0, 0, 1, 0],
        [
          [0, "#1c1620", 0.34],
          [1, "#1c1620", 0],
        ],
      );
      return (
        softShadow(pen, x + 20, y + 4, wide * 0.62 + edge, 40, 0.55) +
        `<path d="M${left + wide + edge} ${top - edge + 30}l70 60V${y}h-70z" fill="${away}"/>` +
        rect(edge, `rx="4" fill="${wood}"`) +
        rect(MAT, 'fill="#fbf9f4"') +
        rect(MAT, 'fill="none" stroke="#1c1620" stroke-opacity=".3" stroke-width="5"') +
        rect(5, 'fill="none" stroke="#cfc8bc" stroke-width="4"')
      );
    },
  };
}
