import { RINGING_PX, refineBox, withoutRinging } from "#lib/compliance/edges.ts";
import type { Raster } from "#lib/compliance/examined.ts";
import { type Frame, findFrame } from "#lib/compliance/frame.ts";
import { cropped, type Grid, reduce } from "#lib/compliance/grid.ts";
import { findIslands, union } from "#lib/compliance/islands.ts";
import { findText } from "#lib/compliance/text.ts";
import { type Background, findBackground, findHoles } from "#lib/pictures/background.ts";
import { flood, type Tones, tonesOf, wallsOfWhite } from "#lib/pictures/flood.ts";
import { type Box, borderOf, byteAt, type Colour, type Pixels } from "#lib/pictures/pixels.ts";
import { uncropped } from "#lib/pictures/planes.ts";

// From cell to cell, of which there are at most 512 a side, a shadow's tone changes by no more.
const STEEPEST_SHADOW = 16;
const OPAQUE = 128;
const HOLE = 251;

/**
 * In cells of `grid`. `marks`: 0 for product, 1 for all else; in `outline` without JPEG's ringing, in `holes` without
 * holes. `text`: likely lines of text. `box`: the product in pixels, or null. `colour`: of the background; `clear`: it
 * is transparent.
 */
export type Scene = Pick<Background, "marks" | "least" | "merged"> & {
  grid: Grid;
  tones: Tones;
  colour: Colour;
  clear: boolean;
  outline: Uint8Array;
  holes: Uint8Array;
  frame: Frame | null;
  box: Box | null;
  text: Box[];
};

function backgroundColour({ data }: Pixels, border: readonly number[]): Colour {
  const median = (channel: number) => {
    const values = Uint8Array.from(border, (pixel) => byteAt(data, pixel * 4 + channel)).sort();
    return values[Math.floor(values.length / 2)] ?? 255;
  };
  return [median(0), median(1), median(2)];
}

/** On a transparent background every opaque pixel is product, even a white one. */
function markOpaque({ data }: Pixels, { low, spread }: Tones): void {
  for (let cell = 0; cell < low.length; cell++) {
    if (byteAt(data, cell * 4 + 3) < OPAQUE) continue;
    low[cell] = 0;
    spread[cell] = 255;
  }
}

function uncroppedTones({ low, spread }: Tones, box: Box, { width, height }: Pixels): Tones {
  const size = { width, height };
  return { low: uncropped(low, box, size, 255), spread: uncropped(spread, box, size, 0), width, height };
}

function withHoles(marks: Uint8Array, tones: Tones): Uint8Array {
  const opened = marks.slice();
  flood(opened, tones.width, findHoles({ marks, white: marks }, tones), wallsOfWhite(tones, HOLE), 1);
  return opened;
}

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
  const found = findBackground(tones, STEEPEST_SHADOW);
  const placed = (part: Uint8Array) => (frame ? uncropped(part, inside, grid.pixels, 1) : part);
  const [marks, least] = [placed(found.marks), placed(found.least)];
  const whole = frame ? uncroppedTones(tones, inside, grid.pixels) : tones;
  const { lines, rest } = findText(raster, grid, findIslands(marks, grid.pixels.width));
  const product = { grid, marks, tones: whole, colour, clear };
  const cells = union(rest);
  return {
    ...product,
    least,
    merged: found.merged,
    outline: withoutRinging(marks, whole, Math.ceil(RINGING_PX / grid.cell)),
    holes: withHoles(marks, whole),
    frame,
    box: cells && refineBox(raster, product, cells),
    text: lines,
  };
}
