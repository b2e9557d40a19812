import type { Raster } from "#lib/compliance/examined.ts";
import type { Pixels } from "#lib/pictures/pixels.ts";

/** Cells along the longest side: 4 px of 2,048 each, 0.2 % of the frame. */
const LONGEST = 512;

export type Box = { left: number; top: number; width: number; height: number };

/**
 * A picture reduced by blocks of `cell` x `cell` pixels. `pixels`: mean colours on white, with mean alpha. `white`:
 * pixels per block that are exactly 255, 255, 255 and opaque.
 */
export type Grid = { pixels: Pixels; white: Uint16Array; cell: number };

/** Cells at the right and bottom edge may be cut. */
export function areaOfCell({ pixels, cell }: Grid, { width, height }: Raster, at: number): number {
  const x = (at % pixels.width) * cell;
  const y = Math.floor(at / pixels.width) * cell;
  return Math.min(cell, width - x) * Math.min(cell, height - y);
}

type Sums = { red: Uint32Array; green: Uint32Array; blue: Uint32Array; alpha: Uint32Array; white: Uint16Array };

/** The inner loop of a check: plain numbers, because it runs for each of millions of pixels. */
function addRow({ data, width, channels }: Raster, y: number, cell: number, sums: Sums, firstCell: number): void {
  let at = y * width * channels;
  for (let x = 0, index = firstCell; x < width; index++) {
    const end = Math.min(width, x + cell);
    let red = 0;
    let green = 0;
    let blue = 0;
    let alpha = 0;
    let white = 0;
    for (; x < end; x++, at += channels) {
      const r = data[at] as number;
      const g = data[at + 1] as number;
      const b = data[at + 2] as number;
      const a = channels === 4 ? (data[at + 3] as number) : 255;
      alpha += a;
      if (a === 255) {
        red += r;
        green += g;
        blue += b;
        if ((r & g & b) === 255) white++;
      } else {
        red += 255 + ((r - 255) * a) / 255;
        green += 255 + ((g - 255) * a) / 255;
        blue += 255 + ((b - 255) * a) / 255;
      }
    }
    sums.red[index] = (sums.red[index] as number) + red;
    sums.green[index] = (sums.green[index] as number) + green;
    sums.blue[index] = (sums.blue[index] as number) + blue;
    sums.alpha[index] = (sums.alpha[index] as number) + alpha;
    sums.white[index] = (sums.white[index] as number) + white;
  }
}

/** At most 512 cells per side, in one pass. */
export function reduce(raster: Raster): Grid {
  const cell = Math.ceil(Math.max(raster.width, raster.height) / LONGEST);
  const [width, height] = [Math.ceil(raster.width / cell), Math.ceil(raster.height / cell)];
  const plane = () => new Uint32Array(width * height);
  const sums = { red: plane(), green: plane(), blue: plane(), alpha: plane(), white: new Uint16Array(width * height) };
  for (let y = 0; y < raster.height; y++) addRow(raster, y, cell, sums, Math.floor(y / cell) * width);
  const grid: Grid = { pixels: { data: new Uint8Array(width * height * 4), width, height }, white: sums.white, cell };
  for (let at = 0; at < width * height; at++) {
    const area = areaOfCell(grid, raster, at);
    const { data } = grid.pixels;
    data[at * 4] = Math.round((sums.red[at] as number) / area);
    data[at * 4 + 1] = Math.round((sums.green[at] as number) / area);
    data[at * 4 + 2] = Math.round((sums.blue[at] as number) / area);
    data[at * 4 + 3] = Math.round((sums.alpha[at] as number) / area);
  }
  return grid;
}

export function boxInPixels({ cell }: Grid, { width, height }: Pick<Raster, "width" | "height">, box: Box): Box {
  const [left, top] = [box.left * cell, box.top * cell];
  return {
    left,
    top,
    width: Math.min(width, left + box.width * cell) - left,
    height: Math.min(height, top + box.height * cell) - top,
  };
}

export function cropped({ data, width }: Pixels, box: Box): Pixels {
  const part = new Uint8Array(box.width * box.height * 4);
  for (let y = 0; y < box.height; y++) {
    const from = ((box.top + y) * width + box.left) * 4;
    part.set(data.subarray(from, from + box.width * 4), y * box.width * 4);
  }
  return { data: part, width: box.width, height: box.height };
}
