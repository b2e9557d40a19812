import { type Box, byteAt, type Colour, type Pixels } from "#lib/pictures/pixels.ts";

// A drawn frame lies within this share of the shorter side, and is of one colour that clearly isn't the background's.
const DEEPEST = 0.06;
const CLEARLY_OTHER = 12;
const EVEN = 10;
const WHITE = 235;
const SMALLEST_GRID = 24;
// Up to these shares of the shorter side a frame lies at the edge, or close to it.
const AT_THE_EDGE = 0.01;
const CLOSE_TO_THE_EDGE = 0.021;
const LEAST_HELD = 0.002;

/** `thickness`: in cells, at the thickest. `standsOff`: there is background outside of it, so it may be an object. */
export type Frame = { thickness: number; inside: Box; standsOff: boolean };

function differs(one: Colour, other: Colour): number {
  return Math.max(Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1]), Math.abs(one[2] - other[2]));
}

type Cells = { start: number; step: number; count: number };

function medianOf(data: Uint8Array, { start, step, count }: Cells, channel: number): number {
  const times = new Uint16Array(256);
  for (let at = 0; at < count; at++) {
    const value = data[(start + at * step) * 4 + channel] as number;
    times[value] = (times[value] as number) + 1;
  }
  let median = 0;
  for (let left = Math.floor(count / 2) - (times[0] as number); left >= 0 && median < 255; median++)
    left -= times[median + 1] as number;
  return median;
}

/** Null if it is not even. */
function colourOfLine({ data }: Pixels, start: number, step: number, length: number): Colour | null {
  const ends = Math.floor(length * DEEPEST) + 1;
  const count = Math.max(0, length - 2 * ends);
  const cells = { start: start + ends * step, step, count };
  const colour: Colour = [medianOf(data, cells, 0), medianOf(data, cells, 1), medianOf(data, cells, 2)];
  let even = 0;
  for (let at = 0; at < count; at++) {
    const pixel = (start + (ends + at) * step) * 4;
    const red = Math.abs(byteAt(data, pixel) - colour[0]);
    const green = Math.abs(byteAt(data, pixel + 1) - colour[1]);
    if (Math.max(red, green, Math.abs(byteAt(data, pixel + 2) - colour[2])) <= EVEN) even++;
  }
  return even >= count * 0.9 ? colour : null;
}

type Edge = { from: number; to: number };

/** Is it even from this line on, for three lines? */
function holdsFrom(lines: readonly (Colour | null)[], at: number): boolean {
  const [inner, ...next] = lines.slice(at, at + 3);
  return inner != null && next.every((line) => line !== null && differs(line, inner) <= EVEN * 2);
}

/**
 * In cells from the edge. A cell that a frame ends in is a mix of both colours. On white the frame must be followed by
 * white again: an even product near the edge is not a frame.
 */
function edgeOf(lines: readonly (Colour | null)[]): Edge | null {
  const outer = lines[0];
  if (!outer) return null;
  const from = lines.findIndex((line) => line !== null && differs(line, outer) >= CLEARLY_OTHER);
  if (from < 0) return null;
  if (Math.min(...outer) < WHITE) {
    const to = holdsFrom(lines, from) ? from : from + 1;
    const sudden = lines.slice(0, from).filter((line) => line === null || differs(line, outer) > EVEN).length <= 1;
    return sudden && holdsFrom(lines, to) ? { from: 0, to } : null;
  }
  const back = lines.findIndex((line, at) => at > from && line !== null && differs(line, outer) < CLEARLY_OTHER);
  return back < 0 ? null : { from, to: back };
}

type Side = { edge: Edge; line: (depth: number) => { start: number; step: number; length: number } };
type Sides = Record<"top" | "bottom" | "left" | "right", Side | null>;

function sidesOf(grid: Pixels): Sides {
  const { width, height } = grid;
  const depths = Array.from({ length: Math.ceil(Math.min(width, height) * DEEPEST) + 2 }, (_, depth) => depth);
  const side = (line: Side["line"]): Side | null => {
    const colours = depths.map((depth) => {
      const { start, step, length } = line(depth);
      return colourOfLine(grid, start, step, length);
    });
    const edge = edgeOf(colours);
    return edge && { edge, line };
  };
  return {
    top: side((depth) => ({ start: depth * width, step: 1, length: width })),
    bottom: side((depth) => ({ start: (height - 1 - depth) * width, step: 1, length: width })),
    left: side((depth) => ({ start: depth, step: width, length: height })),
    right: side((depth) => ({ start: width - 1 - depth, step: width, length: height })),
  };
}

function colourAt({ data }: Pixels, cell: number): Colour {
  return [byteAt(data, cell * 4), byteAt(data, cell * 4 + 1), byteAt(data, cell * 4 + 2)];
}

function spansAll(grid: Pixels, { edge, line }: Side): boolean {
  const { start, step, length } = line(edge.from);
  const middle = colourAt(grid, start + Math.floor(length / 2) * step);
  return [0, length - 1].every((end) => differs(colourAt(grid, start + end * step), middle) <= EVEN * 2);
}

function holdsSomething(grid: Pixels, { left, top, width, height }: Box): boolean {
  const around = colourAt(grid, top * grid.width + left);
  let other = 0;
  for (let y = top + 1; y < top + height - 1; y++)
    for (let x = left + 1; x < left + width - 1; x++)
      if (differs(colourAt(grid, y * grid.width + x), around) >= CLEARLY_OTHER) other++;
  return other > width * height * LEAST_HELD;
}

function insideOf({ width, height }: Pixels, sides: readonly (Side | null)[]): Box {
  const [top = 0, bottom = 0, left = 0, right = 0] = sides.map((side) => (side ? side.edge.to + 1 : 0));
  return { left, top, width: width - left - right, height: height - top - bottom };
}

/**
 * A frame along all four sides or two opposite ones. Away from the edge it counts only if it spans the picture, or
 * surrounds something close to the edge: else it is a product.
 */
export function findFrame(grid: Pixels): Frame | null {
  const shorter = Math.min(grid.width, grid.height);
  if (shorter < SMALLEST_GRID) return null;
  const { top, bottom, left, right } = sidesOf(grid);
  const isDrawn = (side: Side | null) =>
    side !== null && (side.edge.from <= shorter * AT_THE_EDGE || spansAll(grid, side));
  const across = isDrawn(top) && isDrawn(bottom);
  const down = isDrawn(left) && isDrawn(right);
  const all = [top, bottom, left, right];
  const around = all.every((side) => side !== null && side.edge.from <= shorter * CLOSE_TO_THE_EDGE);
  if (!across && !down && !(around && holdsSomething(grid, insideOf(grid, all)))) return null;
  const drawn = around ? all : [across ? top : null, across ? bottom : null, down ? left : null, down ? right : null];
  const edges = drawn.flatMap((side) => (side ? [side.edge] : []));
  return {
    thickness: Math.max(...edges.map(({ from, to }) => to - from)),
    inside: insideOf(grid, drawn),
    standsOff: edges.some(({ from }) => from > shorter * AT_THE_EDGE),
  };
}
