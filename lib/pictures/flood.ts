import { byteAt, type Colour, type Pixels } from "#lib/pictures/pixels.ts";

const DARKEST_SHADOW = 96;
const MOST_SHADOW_COLOUR = 14;
/** Tone change per pixel, in a photo of about 1,000 px. */
const STEEPEST_SHADOW = 4;

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

/** May the flood continue from `from` to its neighbour `to`? Also asked with both the same, for the seeds. */
export type Passes = (to: number, from: number) => boolean;

/** One function, so that floods through all that is unmarked are compiled once. */
export const throughAll: Passes = () => true;

export function throughWhite({ low }: Tones, white: number): Passes {
  return (to) => byteAt(low, to) >= white;
}

/** White, and grey that changes as softly as a shadow: by at most `steepest` per pixel. */
export function throughShadow({ low, spread }: Tones, white: number, steepest = STEEPEST_SHADOW): Passes {
  return (to, from) => {
    const tone = byteAt(low, to);
    if (tone >= white) return true;
    return (
      tone > DARKEST_SHADOW &&
      byteAt(spread, to) <= MOST_SHADOW_COLOUR &&
      Math.abs(tone - byteAt(low, from)) <= steepest
    );
  };
}

/** Returns the written pixels as a view that is valid until the next call with the same `stack`. */
export function flood(
  marks: Uint8Array,
  width: number,
  seeds: Iterable<number>,
  passes: Passes,
  mark: number,
  stack = new Int32Array(marks.length),
): Int32Array {
  const sides = [-1, 1, -width, width];
  let count = 0;
  for (const seed of seeds) {
    if (marks[seed] !== 0 || !passes(seed, seed)) continue;
    marks[seed] = mark;
    stack[count++] = seed;
  }
  for (let next = 0; next < count; next++) {
    const pixel = stack[next] as number;
    for (let side = 0; side < 4; side++) {
      const to = pixel + (sides[side] as number);
      if (marks[to] !== 0 || !passes(to, pixel)) continue;
      // Asked last, as most neighbours are marked already: is it at the other end of another row?
      if ((side === 0 && pixel % width === 0) || (side === 1 && to % width === 0)) continue;
      marks[to] = mark;
      stack[count++] = to;
    }
  }
  return stack.subarray(0, count);
}
