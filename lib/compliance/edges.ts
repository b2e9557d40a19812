import type { Raster } from "#lib/compliance/examined.ts";
import { boxInPixels, type Grid } from "#lib/compliance/grid.ts";
import type { Tones } from "#lib/pictures/flood.ts";
import { type Box, byteAt, type Colour } from "#lib/pictures/pixels.ts";

/** JPEG's ringing reaches this far from an edge: its blocks are 8 px wide. */
export const RINGING_PX = 8;

// Ringing differs from the background by less than this share of the edge that it is at, and by this much at most.
const RINGING = 0.15;
const MOST_RINGING = 24;
const LEAST_EDGE = 100;
const LEAST_DIFFERENCE = 5;

function contrastNear({ low, width, height }: Tones, marks: Uint8Array, cell: number, reach: number): number {
  const [x, y] = [cell % width, Math.floor(cell / width)];
  let contrast = 0;
  for (let ny = Math.max(0, y - reach); ny <= Math.min(height - 1, y + reach); ny++)
    for (let nx = Math.max(0, x - reach); nx <= Math.min(width - 1, x + reach); nx++)
      if (marks[ny * width + nx] === 0) contrast = Math.max(contrast, 255 - byteAt(low, ny * width + nx));
  return contrast;
}

/** Removes faint cells, up to `reach` deep, that JPEG's ringing adds around a high-contrast product. */
export function withoutRinging(marks: Uint8Array, tones: Tones, reach: number): Uint8Array {
  const { low, width } = tones;
  const trimmed = marks.slice();
  const isRinging = (cell: number) => {
    const faint = 255 - byteAt(low, cell);
    if (faint >= MOST_RINGING) return false;
    const contrast = contrastNear(tones, marks, cell, reach);
    return contrast >= LEAST_EDGE && faint < contrast * RINGING;
  };
  for (let layer = 0; layer < reach; layer++) {
    const ringing: number[] = [];
    for (let cell = 0; cell < trimmed.length; cell++) {
      if (trimmed[cell] !== 0) continue;
      const acrossOrDown = trimmed[cell + 1] === 1 || trimmed[cell - 1] === 1;
      const beside = acrossOrDown || trimmed[cell + width] === 1 || trimmed[cell - width] === 1;
      if (beside && isRinging(cell)) ringing.push(cell);
    }
    if (ringing.length === 0) break;
    for (const cell of ringing) trimmed[cell] = 1;
  }
  return trimmed;
}

type Product = { grid: Grid; marks: Uint8Array; colour: Colour; clear: boolean };

/** By the furthest channel, or by alpha where the background is transparent. */
export function differenceAt(
  { data, width, channels }: Raster,
  { colour, clear }: Product,
  x: number,
  y: number,
): number {
  const at = (y * width + x) * channels;
  if (clear) return byteAt(data, at + 3) >= 128 ? 255 : 0;
  return Math.max(
    Math.abs(byteAt(data, at) - colour[0]),
    Math.abs(byteAt(data, at + 1) - colour[1]),
    Math.abs(byteAt(data, at + 2) - colour[2]),
  );
}

function emptyLines(differences: readonly Uint8Array[]): number {
  let contrast = 0;
  for (const line of differences) for (const value of line) if (value > contrast) contrast = value;
  const least = Math.min(MOST_RINGING, Math.max(LEAST_DIFFERENCE, contrast * RINGING));
  const first = differences.findIndex((line) => line.some((value) => value >= least));
  return Math.max(0, first);
}

/** `cells`: in cells. The result is in pixels. */
export function refineBox(raster: Raster, product: Product, cells: Box): Box {
  const { grid, marks } = product;
  const box = boxInPixels(grid, raster, cells);
  const difference = (x: number, y: number) => {
    const cell = Math.floor(y / grid.cell) * grid.pixels.width + Math.floor(x / grid.cell);
    return marks[cell] === 0 ? differenceAt(raster, product, x, y) : 0;
  };
  const deep = (length: number) => Math.min(Math.floor(length / 2), RINGING_PX + grid.cell);
  const row = (y: number) => {
    const line = new Uint8Array(box.width);
    for (let x = 0; x < line.length; x++) line[x] = difference(box.left + x, y);
    return line;
  };
  const column = (x: number) => {
    const line = new Uint8Array(box.height);
    for (let y = 0; y < line.length; y++) line[y] = difference(x, box.top + y);
    return line;
  };
  const rows = (y: (depth: number) => number) =>
    emptyLines(Array.from({ length: deep(box.height) }, (_, depth) => row(y(depth))));
  const columns = (x: (depth: number) => number) =>
    emptyLines(Array.from({ length: deep(box.width) }, (_, depth) => column(x(depth))));
  const top = rows((depth) => box.top + depth);
  const bottom = rows((depth) => box.top + box.height - 1 - depth);
  const left = columns((depth) => box.left + depth);
  const right = columns((depth) => box.left + box.width - 1 - depth);
  return {
    left: box.left + left,
    top: box.top + top,
    width: box.width - left - right,
    height: box.height - top - bottom,
  };
}
