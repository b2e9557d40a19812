import { SOLID, type Tones, WALL_BELOW, WALL_RIGHT } from "#lib/pictures/flood.ts";
import { byteAt } from "#lib/pictures/pixels.ts";
import { STEP_BELOW, STEP_RIGHT } from "#lib/pictures/steps.ts";

const DARKEST_SHADOW = 48;
const MOST_SHADOW_COLOUR = 14;

/** Of a wall between neighbours: soft grey, such as a shadow, doesn't continue to the other. Solid pixels are not soft grey. */
export function isOpen(walls: Uint8Array, to: number, from: number): boolean {
  const first = to < from ? to : from;
  const bit = Math.abs(to - from) === 1 ? WALL_RIGHT : WALL_BELOW;
  return (byteAt(walls, first) & bit) === 0;
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
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const tone = low[pixel] as number;
      const step = steps[pixel] as number;
      let wall =
        tone >= white || (tone > DARKEST_SHADOW && (spread[pixel] as number) <= MOST_SHADOW_COLOUR) ? 0 : SOLID;
      if (x < width - 1) {
        const right = low[pixel + 1] as number;
        if (step & STEP_RIGHT || (Math.abs(tone - right) > steepest && Math.min(tone, right) < white))
          wall |= WALL_RIGHT;
      }
      if (y < height - 1) {
        const below = low[pixel + width] as number;
        if (step & STEP_BELOW || (Math.abs(tone - below) > steepest && Math.min(tone, below) < white))
          wall |= WALL_BELOW;
      }
      walls[pixel] = wall;
    }
  }
  return walls;
}
