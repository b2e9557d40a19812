import { flood, SOLID, type Tones, WALL_BELOW, WALL_RIGHT } from "#lib/pictures/flood.ts";
import { within } from "#lib/pictures/reach.ts";
import { isOpen } from "#lib/pictures/walls.ts";

// Gaps in the walls up to twice as wide are closed: a product's outline has such where it is as grey as its shadow.
const GAP = 3;
const BACKGROUND = 1;

type Size = Pick<Tones, "width" | "height">;

/** Pixels with a wall on any side, and solid ones. */
function besideWalls(walls: Uint8Array, { width, height }: Size): Uint8Array {
  const beside = new Uint8Array(walls.length);
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const wall = walls[pixel] as number;
      if (wall === 0) continue;
      beside[pixel] = 1;
      if (wall & WALL_RIGHT) beside[pixel + 1] = 1;
      if (wall & WALL_BELOW) beside[pixel + width] = 1;
    }
  }
  return beside;
}

/** Is there a wall between the pixel and a neighbour that is background? */
function isHidden(marks: Uint8Array, walls: Uint8Array, pixel: number, width: number): boolean {
  const here = walls[pixel] as number;
  return (
    (marks[pixel + 1] === BACKGROUND && (here & WALL_RIGHT) !== 0) ||
    (marks[pixel + width] === BACKGROUND && (here & WALL_BELOW) !== 0) ||
    (marks[pixel - 1] === BACKGROUND && ((walls[pixel - 1] as number) & WALL_RIGHT) !== 0) ||
    (marks[pixel - width] === BACKGROUND && ((walls[pixel - width] as number) & WALL_BELOW) !== 0)
  );
}

type Growth = { marks: Uint8Array; walls: Uint8Array; width: number; wary: boolean };

function mayGrow({ marks, walls, width, wary }: Growth, to: number, from: number): boolean {
  if (marks[to] !== 0 || (walls[to] as number) & SOLID || !isOpen(walls, to, from)) return false;
  return !wary || !isHidden(marks, walls, to, width);
}

/** Marks what is next to `edge` and open. Returns it. */
function growOnce(growth: Growth, edge: ArrayLike<number>): number[] {
  const { marks, width } = growth;
  const sides = [-1, 1, -width, width];
  const next: number[] = [];
  for (let index = 0; index < edge.length; index++) {
    const from = edge[index] as number;
    for (let side = 0; side < 4; side++) {
      const to = from + (sides[side] as number);
      if (marks[to] !== 0 || (side === 0 && from % width === 0) || (side === 1 && to % width === 0)) continue;
      if (!mayGrow(growth, to, from)) continue;
      marks[to] = BACKGROUND;
      next.push(to);
    }
  }
  return next;
}

/**
 * Marks what is reachable from the core in `times` pixels through open pixels. `wary`: not behind a wall that faces the
 * background.
 */
function grown(core: Uint8Array, edge: Int32Array, growth: Omit<Growth, "marks">, times: number): Uint8Array {
  const marks = core.slice();
  let next: ArrayLike<number> = edge;
  for (let time = 0; time < times && next.length > 0; time++) next = growOnce({ ...growth, marks }, next);
  return marks;
}

/** Pixels of the core beside others. */
function edgeOf(core: Uint8Array, members: Int32Array, width: number): Int32Array {
  return members.filter(
    (pixel) => core[pixel - 1] === 0 || core[pixel + 1] === 0 || core[pixel - width] === 0 || core[pixel + width] === 0,
  );
}

/** Solid where `closed` is not 0, too. */
export function withSolid(walls: Uint8Array, closed: Uint8Array): Uint8Array {
  const all = walls.slice();
  for (let pixel = 0; pixel < all.length; pixel++) if (closed[pixel] !== 0) all[pixel] = (all[pixel] as number) | SOLID;
  return all;
}

/** Through no narrow gap in the walls. Wary, it goes around no end of a wall, and leaves no trace of a gap. */
export function softFlood(walls: Uint8Array, size: Size, seeds: Iterable<number>): (wary: boolean) => Uint8Array {
  const { width, height } = size;
  const closed = within(besideWalls(walls, size), width, height, GAP);
  const core = new Uint8Array(walls.length);
  const edge = edgeOf(core, flood(core, width, seeds, withSolid(walls, closed), BACKGROUND), width);
  return (wary) => grown(core, edge, { walls, width, wary }, GAP * 2);
}
