import type { Raster } from "#lib/compliance/examined.ts";
import type { Box, Pixels } from "#lib/pictures/pixels.ts";

/** Cells along the longest side: 4 px of 2,048 each, 0.2 % of the frame. */
const LONGEST = 512;

/**
 * A picture reduced by blocks of `cell` x `cell` pixels, cut at its right and bottom edge. `pixels`: mean colours on
 * white, with mean alpha. `area`: pixels per block; `white`: how many are exactly 255, 255, 255 and opaque.
 */
export type Grid = { pixels: Pixels; area: Uint16Array; white: Uint16Array; cell: number };

type Block = { left: number; top: number; right: number; bottom: number };

const WHITE_WORD = 0xffffffff;

/** Four samples at once, or null where rows of blocks don't begin and end with a word. */
function wordsOf({ data, width, channels }: Raster, cell: number): Uint32Array | null {
  const isEven = [data.byteOffset, data.length, width * channels, cell * channels].every((bytes) => bytes % 4 === 0);
  return isEven ? new Uint32Array(data.buffer, data.byteOffset, data.length / 4) : null;
}

function isWhite(words: Uint32Array, { width, channels }: Raster, { left, top, right, bottom }: Block): boolean {
  for (let y = top; y < bottom; y++) {
    const end = ((y * width + right) * channels) / 4;
    for (let at = ((y * width + left) * channels) / 4; at < end; at++) if (words[at] !== WHITE_WORD) return false;
  }
  return true;
}

/** The inner loop of a check: plain numbers, because it runs for each of millions of pixels. */
function writeOpaque({ data, width }: Raster, grid: Grid, index: number, { left, top, right, bottom }: Block): void {
  let white = 0;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let y = top; y < bottom; y++) {
    const end = (y * width + right) * 3;
    for (let at = (y * width + left) * 3; at < end; at += 3) {
      const r = data[at] as number;
      const g = data[at + 1] as number;
      const b = data[at + 2] as number;
      red += r;
      green += g;
      blue += b;
      if ((r & g & b) === 255) white++;
    }
  }
  const area = grid.area[index] as number;
  const { data: means } = grid.pixels;
  means[index * 4] = Math.round(red / area);
  means[index * 4 + 1] = Math.round(green / area);
  means[index * 4 + 2] = Math.round(blue / area);
  grid.white[index] = white;
}

/** Of a picture with alpha. */
function writeMeans({ data, width }: Raster, grid: Grid, index: number, block: Block): void {
  const { left, top, right, bottom } = block;
  let white = 0;
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  for (let y = top; y < bottom; y++) {
    const end = (y * width + right) * 4;
    for (let at = (y * width + left) * 4; at < end; at += 4) {
      const r = data[at] as number;
      const g = data[at + 1] as number;
      const b = data[at + 2] as number;
      const a = data[at + 3] as number;
      if ((r & g & b & a) === 255) {
        white++;
      } else if (a === 255) {
        red += r;
        green += g;
        blue += b;
        alpha += 255;
      } else {
        red += 255 + ((r - 255) * a) / 255;
        green += 255 + ((g - 255) * a) / 255;
        blue += 255 + ((b - 255) * a) / 255;
        alpha += a;
      }
    }
  }
  const area = (right - left) * (bottom - top);
  const { data: means } = grid.pixels;
  means[index * 4] = Math.round((red + white * 255) / area);
  means[index * 4 + 1] = Math.round((green + white * 255) / area);
  means[index * 4 + 2] = Math.round((blue + white * 255) / area);
  means[index * 4 + 3] = Math.round((alpha + white * 255) / area);
  grid.white[index] = white;
}

/** At most 512 cells per side, in one pass. */
export function reduce(raster: Raster): Grid {
  const cell = Math.ceil(Math.max(raster.width, raster.height) / LONGEST);
  const [width, height] = [Math.ceil(raster.width / cell), Math.ceil(raster.height / cell)];
  const pixels = { data: new Uint8Array(width * height * 4).fill(255), width, height };
  const plane = () => new Uint16Array(width * height);
  const grid: Grid = { pixels, area: plane(), white: plane(), cell };
  const words = wordsOf(raster, cell);
  for (let top = 0, index = 0; top < raster.height; top += cell) {
    const bottom = Math.min(raster.height, top + cell);
    for (let left = 0; left < raster.width; left += cell, index++) {
      const block = { left, top, right: Math.min(raster.width, left + cell), bottom };
      grid.area[index] = (block.right - left) * (bottom - top);
      if (words && isWhite(words, raster, block)) grid.white[index] = grid.area[index] as number;
      else if (raster.channels === 3) writeOpaque(raster, grid, index, block);
      else writeMeans(raster, grid, index, block);
    }
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
