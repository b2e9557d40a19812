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

function isRinging(tones: Tones, marks: Uint8Array, cell: number, reach: number): boolean {
  const faint = 255 - byteAt(tones.low, cell);
  if (faint >= MOST_RINGING) return false;
  const contrast = contrastNear(tones, marks, cell, reach);
  return contrast >= LEAST_EDGE && faint < contrast * RINGING;
}

/** Product beside background. */
function edgeOf(marks: Uint8Array, width: number): number[] {
  const edge: number[] = [];
  for (let cell = 0; cell < marks.length; cell++) {
    if (marks[cell] !== 0) continue;
    if (marks[cell + 1] === 1 || marks[cell - 1] === 1 || marks[cell + width] === 1 || marks[cell - width] === 1)
      edge.push(cell);
  }
  return edge;
}

/** Removes faint cells, up to `reach` deep, that JPEG's ringing adds around a high-contrast product. */
export function withoutRinging(marks: Uint8Array, tones: Tones, reach: number): Uint8Array {
  const { width } = tones;
  const trimmed = marks.slice();
  let edge = edgeOf(marks, width);
  for (let layer = 0; layer < reach && edge.length > 0; layer++) {
    const ringing = edge.filter((cell) => trimmed[cell] === 0 && isRinging(tones, marks, cell, reach));
    for (const cell of ringing) trimmed[cell] = 1;
    edge = ringing.flatMap((cell) => [cell - 1, cell + 1, cell - width, cell + width]);
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

/** From a pixel to the right, or down. */
type Run = { x: number; y: number; across: boolean; length: number };

function differencesAlong(raster: Raster, product: Product, { x, y, across, length }: Run): Uint8Array {
  const { grid, marks } = product;
  const differences = new Uint8Array(length);
  for (let along = 0; along < length; along++) {
    const [left, top] = across ? [x + along, y] : [x, y + along];
    const cell = Math.floor(top / grid.cell) * grid.pixels.width + Math.floor(left / grid.cell);
    if (marks[cell] === 0) differences[along] = differenceAt(raster, product, left, top);
  }
  return differences;
}

/** `cells`: in cells. The result is in pixels. */
export function refineBox(raster: Raster, product: Product, cells: Box): Box {
  const { grid } = product;
  const box = boxInPixels(grid, raster, cells);
  const deep = (length: number) => Math.min(Math.floor(length / 2), RINGING_PX + grid.cell);
  const empty = (length: number, runAt: (depth: number) => Run) =>
    emptyLines(Array.from({ length: deep(length) }, (_, depth) => differencesAlong(raster, product, runAt(depth))));
  const row = (y: number): Run => ({ x: box.left, y, across: true, length: box.width });
  const column = (x: number): Run => ({ x, y: box.top, across: false, length: box.height });
  const top = empty(box.height, (depth) => row(box.top + depth));
  const bottom = empty(box.height, (depth) => row(box.top + box.height - 1 - depth));
  const left = empty(box.width, (depth) => column(box.left + depth));
  const right = empty(box.width, (depth) => column(box.left + box.width - 1 - depth));
  return {
    left: box.left + left,
    top: box.top + top,
    width: box.width - left - right,
    height: box.height - top - bottom,
  };
}
