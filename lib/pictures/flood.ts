import { byteAt, type Colour, type Pixels } from "#lib/pictures/pixels.ts";

/**
 * One byte per pixel. `low`: 255 where it equals the background, less the difference of the furthest channel. `spread`:
 * the range of the channels.
 */
export type Tones = { low: Uint8Array; spread: Uint8Array; width: number; height: number };

/** Of each level of a channel. Lighter than the background counts as different too. */
function nearness(background: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, level) =>
    level >= background ? 255 - (level - background) * 2 : (level * 255) / background,
  );
}

export function tonesOf({ data, width, height }: Pixels, [red, green, blue]: Colour): Tones {
  const low = new Uint8Array(width * height);
  const spread = new Uint8Array(width * height);
  const [reds, greens, blues] = [nearness(red), nearness(green), nearness(blue)];
  for (let pixel = 0; pixel < low.length; pixel++) {
    const first = reds[byteAt(data, pixel * 4)] as number;
    const second = greens[byteAt(data, pixel * 4 + 1)] as number;
    const third = blues[byteAt(data, pixel * 4 + 2)] as number;
    const furthest = Math.min(first, second, third);
    low[pixel] = furthest;
    spread[pixel] = Math.max(first, second, third) - furthest;
  }
  return { low, spread, width, height };
}

/** Bits of a pixel's walls: a flood doesn't continue to the neighbour. */
export const WALL_RIGHT = 1;
export const WALL_BELOW = 2;
/** It doesn't enter the pixel. */
export const SOLID = 4;

/** Only pixels as light as `white` are open. */
export function wallsOfWhite({ low }: Tones, white: number): Uint8Array {
  const walls = new Uint8Array(low.length);
  for (let pixel = 0; pixel < low.length; pixel++) if ((low[pixel] as number) < white) walls[pixel] = SOLID;
  return walls;
}

/**
 * Through pixels that are not marked, and where `walls` are given through none of them. Returns the written pixels as a view that
 * is valid until the next call with the same `stack`.
 */
export function flood(
  marks: Uint8Array,
  width: number,
  seeds: Iterable<number>,
  walls: Uint8Array | null,
  mark: number,
  stack = new Int32Array(marks.length),
): Int32Array {
  let count = 0;
  for (const seed of seeds) {
    if (marks[seed] !== 0 || (walls && (walls[seed] as number) & SOLID)) continue;
    marks[seed] = mark;
    stack[count++] = seed;
  }
  for (let next = 0; next < count; next++) {
    const pixel = stack[next] as number;
    const here = walls ? (walls[pixel] as number) : 0;
    const [left, right, above, below] = [pixel - 1, pixel + 1, pixel - width, pixel + width];
    // The row is asked for last, as most neighbours are marked already.
    if (marks[left] === 0 && (!walls || ((walls[left] as number) & (SOLID | WALL_RIGHT)) === 0) && pixel % width > 0) {
      marks[left] = mark;
      stack[count++] = left;
    }
    if (
      marks[right] === 0 &&
      !(here & WALL_RIGHT) &&
      !(walls && (walls[right] as number) & SOLID) &&
      right % width > 0
    ) {
      marks[right] = mark;
      stack[count++] = right;
    }
    if (marks[above] === 0 && (!walls || ((walls[above] as number) & (SOLID | WALL_BELOW)) === 0)) {
      marks[above] = mark;
      stack[count++] = above;
    }
    if (marks[below] === 0 && !(here & WALL_BELOW) && !(walls && (walls[below] as number) & SOLID)) {
      marks[below] = mark;
      stack[count++] = below;
    }
  }
  return stack.subarray(0, count);
}
