import type { Raster } from "#lib/compliance/examined.ts";
import { type Frame, findFrame } from "#lib/compliance/frame.ts";
import { type Box, cropped, type Grid, reduce } from "#lib/compliance/grid.ts";
import { findIslands, union } from "#lib/compliance/islands.ts";
import { refill } from "#lib/compliance/refill.ts";
import { findText } from "#lib/compliance/text.ts";
import { type Background, findBackground } from "#lib/pictures/background.ts";
import { type Tones, tonesOf } from "#lib/pictures/flood.ts";
import { borderOf, byteAt, type Colour, type Pixels } from "#lib/pictures/pixels.ts";

// From cell to cell, of which there are at most 512 a side, a shadow's tone changes by no more.
const STEEPEST_SHADOW = 8;
const OPAQUE = 128;

/**
 * What a picture shows, in cells of `grid`: `marks` is 0 for product and 1 for all else, `box` is the product's (null:
 * there is none), `text` the lines that are likely text. `colour` is the background's; `clear`: it is transparent.
 */
export type Scene = Pick<Background, "marks" | "pale"> & {
  grid: Grid;
  tones: Tones;
  colour: Colour;
  clear: boolean;
  frame: Frame | null;
  box: Box | null;
  text: Box[];
};

/** The colour of the most of the border, channel by channel. */
function backgroundColour({ data }: Pixels, border: readonly number[]): Colour {
  const median = (channel: number) => {
    const values = border.map((pixel) => byteAt(data, pixel * 4 + channel)).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? 255;
  };
  return [median(0), median(1), median(2)];
}

/** Before a transparent background whatever is opaque is product, and be it white. */
function markOpaque({ data }: Pixels, { low, spread }: Tones): void {
  for (let cell = 0; cell < low.length; cell++) {
    if (byteAt(data, cell * 4 + 3) < OPAQUE) continue;
    low[cell] = 0;
    spread[cell] = 255;
  }
}

/** Puts a plane of a part back into the whole, with `around` outside of it. */
function uncropped(part: Uint8Array, box: Box, { width, height }: Omit<Pixels, "data">, around: number): Uint8Array {
  const whole = new Uint8Array(width * height).fill(around);
  for (let y = 0; y < box.height; y++)
    whole.set(part.subarray(y * box.width, (y + 1) * box.width), (box.top + y) * width + box.left);
  return whole;
}

function uncroppedTones({ low, spread }: Tones, box: Box, { width, height }: Pixels): Tones {
  const size = { width, height };
  return { low: uncropped(low, box, size, 255), spread: uncropped(spread, box, size, 0), width, height };
}

/** Finds the product, and what else there is before the background, on a grid of means. */
export function sceneOf(raster: Raster): Scene {
  const grid = reduce(raster);
  const frame = findFrame(grid.pixels);
  const inside = frame?.inside ?? { left: 0, top: 0, width: grid.pixels.width, height: grid.pixels.height };
  const view = frame ? cropped(grid.pixels, inside) : grid.pixels;
  const { sides, bottom } = borderOf(view);
  const border = [...sides, ...bottom];
  const clear = border.filter((cell) => byteAt(view.data, cell * 4 + 3) < OPAQUE).length > border.length * 0.6;
  const colour: Colour = clear ? [255, 255, 255] : backgroundColour(view, border);
  const tones = tonesOf(view, colour);
  if (clear) markOpaque(view, tones);
  const found = findBackground(tones, border, STEEPEST_SHADOW);
  if (!found.pale) refill(found, view);
  const marks = frame ? uncropped(found.marks, inside, grid.pixels, 1) : found.marks;
  const whole = frame ? uncroppedTones(tones, inside, grid.pixels) : tones;
  const { lines, rest } = findText(raster, grid, findIslands(marks, grid.pixels.width));
  return { marks, pale: found.pale, grid, tones: whole, colour, clear, frame, box: union(rest), text: lines };
}
