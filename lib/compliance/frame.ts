import type { Box } from "#lib/compliance/grid.ts";
import { byteAt, type Colour, type Pixels } from "#lib/pictures/pixels.ts";

// A drawn frame lies within this share of the shorter side, and is of one colour that clearly isn't the background's.
const DEEPEST = 0.06;
const CLEARLY_OTHER = 12;
const EVEN = 10;
const WHITE = 235;
const SMALLEST_GRID = 24;

/** A drawn frame: how thick it is at its thickest, in cells, and the box inside it. */
export type Frame = { thickness: number; inside: Box };

function differs(one: Colour, other: Colour): number {
  return Math.max(Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1]), Math.abs(one[2] - other[2]));
}

/** The colour of a line of cells, by the medians of all but its ends; null where it is not even. */
function colourOfLine({ data }: Pixels, start: number, step: number, length: number): Colour | null {
  const ends = Math.floor(length * DEEPEST) + 1;
  const cells: Colour[] = [];
  for (let at = ends; at < length - ends; at++) {
    const pixel = (start + at * step) * 4;
    cells.push([byteAt(data, pixel), byteAt(data, pixel + 1), byteAt(data, pixel + 2)]);
  }
  const median = (channel: 0 | 1 | 2) => {
    const values = cells.map((colour) => colour[channel]).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? 0;
  };
  const colour: Colour = [median(0), median(1), median(2)];
  const even = cells.filter((cell) => differs(cell, colour) <= EVEN).length;
  return even >= cells.length * 0.9 ? colour : null;
}

type Edge = { from: number; to: number };

/**
 * Where a frame begins and ends along one side, in cells from the edge. On white it is a line that white follows again:
 * a product that is even and near the edge is none.
 */
function edgeOf(lines: readonly (Colour | null)[]): Edge | null {
  const outer = lines[0];
  if (!outer) return null;
  const from = lines.findIndex((line) => line !== null && differs(line, outer) >= CLEARLY_OTHER);
  if (from < 0) return null;
  const inner = lines[from];
  if (Math.min(...outer) < WHITE) {
    const holds = lines.slice(from + 1, from + 3).every((line) => line && inner && differs(line, inner) <= EVEN * 2);
    const sudden = lines.slice(0, from).filter((line) => line === null || differs(line, outer) > EVEN).length <= 1;
    return holds && sudden ? { from: 0, to: from } : null;
  }
  const back = lines.findIndex((line, at) => at > from && line !== null && differs(line, outer) < CLEARLY_OTHER);
  return back < 0 ? null : { from, to: back };
}

/** Finds a frame drawn along all four sides or along two that face each other. */
export function findFrame(grid: Pixels): Frame | null {
  const { width, height } = grid;
  const shorter = Math.min(width, height);
  if (shorter < SMALLEST_GRID) return null;
  const depths = Array.from({ length: Math.ceil(shorter * DEEPEST) + 2 }, (_, depth) => depth);
  const top = edgeOf(depths.map((depth) => colourOfLine(grid, depth * width, 1, width)));
  const bottom = edgeOf(depths.map((depth) => colourOfLine(grid, (height - 1 - depth) * width, 1, width)));
  const left = edgeOf(depths.map((depth) => colourOfLine(grid, depth, width, height)));
  const right = edgeOf(depths.map((depth) => colourOfLine(grid, width - 1 - depth, width, height)));
  if (!(top && bottom) && !(left && right)) return null;
  const past = (edge: Edge | null) => (edge ? edge.to + 1 : 0);
  const thick = (edge: Edge | null) => (edge ? edge.to - edge.from : 0);
  return {
    thickness: Math.max(...[top, bottom, left, right].map(thick)),
    inside: {
      left: past(left),
      top: past(top),
      width: width - past(left) - past(right),
      height: height - past(top) - past(bottom),
    },
  };
}
