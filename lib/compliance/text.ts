import type { Raster } from "#lib/compliance/examined.ts";
import type { Grid } from "#lib/compliance/grid.ts";
import { type Island, union } from "#lib/compliance/islands.ts";
import { type Box, byteAt } from "#lib/pictures/pixels.ts";

// Heights of a line of text, as shares of the frame's height; what is a fifth of the largest thing is product.
const LOWEST = 0.006;
const HIGHEST = 0.12;
const PRODUCT_SHARE = 0.2;
const MOST_ISLANDS = 400;
// Letters show about two and a half strokes for a stretch as wide as the line is high.
const FEWEST_STROKES = 5;
const STROKES_PER_HEIGHT = 0.9;
const SCANS = 5;

function overlapsAcross(one: Box, other: Box): boolean {
  const shared = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return shared >= Math.min(one.height, other.height) / 2;
}

function gapBetween(one: Box, other: Box): number {
  return Math.max(one.left, other.left) - Math.min(one.left + one.width, other.left + other.width);
}

function linesOf(islands: readonly Island[]): Box[] {
  const lines: Box[] = [];
  for (const island of [...islands].sort((one, other) => one.left - other.left)) {
    const at = lines.findIndex(
      (line) => overlapsAcross(line, island) && gapBetween(line, island) <= Math.max(line.height, island.height) * 1.5,
    );
    const line = lines[at];
    if (line) lines[at] = union([line, island]) ?? line;
    else lines.push(island);
  }
  return lines;
}

/** Changes between dark and light in a row of the box, relative to its own contrast. */
function strokesIn({ data, width, channels }: Raster, left: number, right: number, y: number): number {
  const tones: number[] = [];
  for (let x = left; x < right; x++) tones.push(byteAt(data, (y * width + x) * channels + 1));
  const [darkest, lightest] = [Math.min(...tones), Math.max(...tones)];
  if (lightest - darkest < 40) return 0;
  let strokes = 0;
  for (let at = 1; at < tones.length; at++) {
    const dark = (tone: number | undefined) => (tone ?? 255) < (darkest + lightest) / 2;
    if (dark(tones[at]) !== dark(tones[at - 1])) strokes += 0.5;
  }
  return strokes;
}

function looksWritten(raster: Raster, cell: number, line: Box): boolean {
  if (line.width < line.height * 2) return false;
  let strokes = 0;
  for (let scan = 1; scan <= SCANS; scan++) {
    const y = Math.floor((line.top + (line.height * (scan + 1)) / (SCANS + 3)) * cell);
    const right = Math.min(raster.width, (line.left + line.width) * cell);
    strokes += strokesIn(raster, line.left * cell, right, Math.min(y, raster.height - 1)) / SCANS;
  }
  return strokes >= FEWEST_STROKES && strokes >= (line.width / line.height) * STROKES_PER_HEIGHT;
}

function belongsTo(line: Box, box: Box): boolean {
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const reach = line.height / 2;
  const across = x >= line.left - reach && x <= line.left + line.width + reach;
  return across && y >= line.top - reach && y <= line.top + line.height + reach;
}

/** In cells. Print on the product is ignored. */
export function findText(raster: Raster, grid: Grid, islands: readonly Island[]): { lines: Box[]; rest: Island[] } {
  const frame = grid.pixels.height;
  const small = islands.filter(
    ({ area, height }) => area < (islands[0]?.area ?? 0) * PRODUCT_SHARE && height <= frame * HIGHEST,
  );
  const lines = linesOf(small.slice(0, MOST_ISLANDS)).filter(
    (line) => line.height >= frame * LOWEST && line.height <= frame * HIGHEST && looksWritten(raster, grid.cell, line),
  );
  const written = (island: Island) => small.includes(island) && lines.some((line) => belongsTo(line, island));
  return { lines, rest: islands.filter((island) => !written(island)) };
}
