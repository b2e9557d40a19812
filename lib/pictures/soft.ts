import { flood, type Tones } from "#lib/pictures/flood.ts";
import { within } from "#lib/pictures/reach.ts";
import { isOpen, SOLID, throughOpen, WALL_BELOW, WALL_RIGHT } from "#lib/pictures/walls.ts";

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

/**
 * Marks what is reachable from the core in `times` pixels through open pixels. `wary`: not behind a wall that faces the
 * background.
 */
function grown(core: Int32Array, walls: Uint8Array, { width }: Size, times: number, wary: boolean): Uint8Array {
  const marks = new Uint8Array(walls.length);
  for (const pixel of core) marks[pixel] = BACKGROUND;
  const passes = throughOpen(walls);
  const isBehind = (pixel: number, other: number) => marks[other] === BACKGROUND && !isOpen(walls, pixel, other);
  const isHidden = (at: number) =>
    isBehind(at, at - 1) || isBehind(at, at + 1) || isBehind(at, at - width) || isBehind(at, at + width);
  let edge: ArrayLike<number> = core;
  for (let time = 0; time < times; time++) {
    const next: number[] = [];
    const visit = (to: number, from: number) => {
      if (marks[to] !== 0 || !passes(to, from) || (wary && isHidden(to))) return;
      marks[to] = BACKGROUND;
      next.push(to);
    };
    for (let index = 0; index < edge.length; index++) {
      const from = edge[index] as number;
      if (marks[from - 1] === 0 && from % width !== 0) visit(from - 1, from);
      if (marks[from + 1] === 0 && (from + 1) % width !== 0) visit(from + 1, from);
      visit(from - width, from);
      visit(from + width, from);
    }
    edge = next;
  }
  return marks;
}

/** Through no narrow gap in the walls. Wary, it goes around no end of a wall, and leaves no trace of a gap. */
export function softFlood(walls: Uint8Array, size: Size, seeds: Iterable<number>): (wary: boolean) => Uint8Array {
  const closed = within(besideWalls(walls, size), size.width, size.height, GAP);
  const passes = (to: number, from: number) =>
    closed[to] === 0 && ((walls[to] as number) & SOLID) === 0 && (to === from || isOpen(walls, to, from));
  const core = flood(new Uint8Array(walls.length), size.width, seeds, passes, BACKGROUND);
  return (wary) => grown(core, walls, size, GAP * 2, wary);
}
