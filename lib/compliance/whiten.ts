import type { Raster } from "#lib/compliance/examined.ts";
import type { Scene } from "#lib/compliance/scene.ts";
import type { Colour } from "#lib/pictures/pixels.ts";

// Up to this far from the background's colour a pixel at the product's edge is background, from the other on product.
const NOISE = 6;
const SURELY_PRODUCT = 40;
// The checks leave out 8 px around the product; where cells are larger, none is added to it.
const LARGEST_RIM = 4;

function widened(cells: Uint8Array, width: number, height: number): Uint8Array {
  const wide = new Uint8Array(cells.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = cells[y * width + x] ?? 0;
      if (value === 0) continue;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++)
          wide[ny * width + nx] = Math.max(value, wide[ny * width + nx] ?? 0);
    }
  }
  return wide;
}

const WHITE = 0;
const KEPT = 1;
const EDGE = 2;

/** `covered`: 255 for the product's cells and, if they are small, their neighbours. */
type Plan = { covered: Uint8Array; cells: Uint8Array };

function plan(scene: Scene): Plan {
  const { width, height } = scene.grid.pixels;
  const product = scene.holes.map((mark) => (mark === 0 ? 255 : 0));
  const covered = scene.grid.cell > LARGEST_RIM ? product : widened(product, width, height);
  const background = product.map((value) => 255 - value);
  const [reached, left] = [widened(covered, width, height), widened(background, width, height)];
  const cells = reached.map((value, cell) => (left[cell] === 0 ? KEPT : value === 0 ? WHITE : EDGE));
  return { covered, cells };
}

/** 0 to 1, by distance from the background's colour. */
function shareOfProduct(red: number, green: number, blue: number, colour: Colour): number {
  const distance = Math.max(Math.abs(red - colour[0]), Math.abs(green - colour[1]), Math.abs(blue - colour[2]));
  return Math.min(1, Math.max(0, (distance - NOISE) / (SURELY_PRODUCT - NOISE)));
}

/** Interpolated between cells, 0 to 1. */
function coverAt(covered: Uint8Array, width: number, height: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (cx: number, cy: number) =>
    covered[Math.min(height - 1, Math.max(0, cy)) * width + Math.min(width - 1, Math.max(0, cx))] ?? 0;
  const [across, down] = [x - left, y - top];
  const upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
  const lower = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
  return (upper * (1 - down) + lower * down) / 255;
}

/** Removes the background's colour from a mixed pixel. */
function writeEdge(data: Uint8Array, from: number, share: number, colour: Colour, out: Uint8Array, to: number): void {
  const [red, green, blue] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
  const lift = 1 - shareOfProduct(red, green, blue, colour);
  out[to] = Math.min(255, Math.round(255 + (red + lift * (255 - colour[0]) - 255) * share));
  out[to + 1] = Math.min(255, Math.round(255 + (green + lift * (255 - colour[1]) - 255) * share));
  out[to + 2] = Math.min(255, Math.round(255 + (blue + lift * (255 - colour[2]) - 255) * share));
}

/**
 * RGB with everything but the product exactly white. Pixels inside the product don't change; at its edge the
 * background's colour becomes white, and its shadow fades out within a few pixels.
 */
export function whiten({ data, width, height, channels }: Raster, scene: Scene): Uint8Array {
  const { cell, pixels } = scene.grid;
  const { covered, cells } = plan(scene);
  const out = new Uint8Array(width * height * 3).fill(255);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell) * pixels.width;
    for (let x = 0; x < width; x++) {
      const kind = cells[row + Math.floor(x / cell)];
      if (kind === WHITE) continue;
      const [from, to] = [(y * width + x) * channels, (y * width + x) * 3];
      const opaque = channels === 4 ? (data[from + 3] ?? 0) / 255 : 1;
      if (kind === KEPT) {
        for (let channel = 0; channel < 3; channel++)
          out[to + channel] = Math.round(255 + ((data[from + channel] ?? 0) - 255) * opaque);
        continue;
      }
      const cover = coverAt(covered, pixels.width, pixels.height, (x + 0.5) / cell - 0.5, (y + 0.5) / cell - 0.5);
      writeEdge(data, from, opaque * cover, scene.colour, out, to);
    }
  }
  return out;
}
