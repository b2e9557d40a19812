import type { Passes, Tones } from "#lib/pictures/flood.ts";
import { byteAt } from "#lib/pictures/pixels.ts";
import { STEP_BELOW, STEP_RIGHT } from "#lib/pictures/steps.ts";

const DARKEST_SHADOW = 48;
const MOST_SHADOW_COLOUR = 14;

/** Bits of a pixel's walls: soft grey, such as a shadow, doesn't continue to the neighbour. */
export const WALL_RIGHT = 1;
export const WALL_BELOW = 2;
/** The pixel is not soft grey. */
export const SOLID = 4;

export function isOpen(walls: Uint8Array, to: number, from: number): boolean {
  const first = to < from ? to : from;
  const bit = Math.abs(to - from) === 1 ? WALL_RIGHT : WALL_BELOW;
  return (byteAt(walls, first) & bit) === 0;
}

export function throughOpen(walls: Uint8Array): Passes {
  return (to, from) => (byteAt(walls, to) & SOLID) === 0 && (to === from || isOpen(walls, to, from));
}

/**
 * A shadow ends at `steps`, where the tone changes by more than `steepest`, and at dark or coloured pixels. From
 * `white` on, pixels without a step are open.
 */
export function findWalls(
  { low, spread, width, height }: Tones,
  steps: Uint8Array,
  options: { white: number; steepest: number },
): Uint8Array {
  const { white, steepest } = options;
  const walls = new Uint8Array(low.length);
  const isSteep = (one: number, other: number) => Math.abs(one - other) > steepest && Math.min(one, other) < white;
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const tone = low[pixel] as number;
      const step = steps[pixel] as number;
      let wall =
        tone >= white || (tone > DARKEST_SHADOW && (spread[pixel] as number) <= MOST_SHADOW_COLOUR) ? 0 : SOLID;
      if (x < width - 1 && (step & STEP_RIGHT || isSteep(tone, low[pixel + 1] as number))) wall |= WALL_RIGHT;
      if (y < height - 1 && (step & STEP_BELOW || isSteep(tone, low[pixel + width] as number))) wall |= WALL_BELOW;
      walls[pixel] = wall;
    }
  }
  return walls;
}
