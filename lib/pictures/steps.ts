import type { Tones } from "#lib/pictures/flood.ts";
import { byteAt } from "#lib/pictures/pixels.ts";

// A step falls by this much, more in the dark, where shadows are less even.
const LEAST_STEP = 4;
// Beside a product that clearly differs from its background, fainter steps are those of JPEG's blocks.
const LEAST_BESIDE_STRONG = 9;
const STRONG = 200;
const STRONG_SHARE = 0.6;
const WHITE = 251;
const STEP_IN_THE_DARK = 0.04;
// At most this share of a step's fall may continue on either side of it: a shadow's edge continues to fall.
const FALLS_ON = 0.4;
const NOISE_TIMES = 3;
const LARGEST_NOISE = 8;

/** Bits of `findSteps`: a tone step to the right neighbour, or to the one below. */
export const STEP_RIGHT = 1;
export const STEP_BELOW = 2;

/** The mean difference of neighbours on a line. */
export function noiseOf({ low }: Pick<Tones, "low">, line: readonly number[]): number {
  const tones = line.map((pixel) => byteAt(low, pixel));
  let sum = 0;
  for (const [at, tone] of tones.entries()) sum += Math.min(LARGEST_NOISE, Math.abs(tone - (tones[at - 1] ?? tone)));
  return sum / Math.max(1, line.length - 1);
}

function isStrong({ low }: Tones): boolean {
  let strong = 0;
  let all = 0;
  for (let pixel = 0; pixel < low.length; pixel++) {
    const tone = low[pixel] as number;
    if (tone < WHITE) all++;
    if (tone < STRONG) strong++;
  }
  return strong > all * STRONG_SHARE;
}

type Line = { start: number; step: number; length: number };

/** A function of its own, so that it is compiled once and not for each picture. */
function markSteps(
  found: Uint8Array,
  low: Uint8Array,
  { start, step, length }: Line,
  least: number,
  bit: number,
): void {
  const last = length - 1;
  for (let index = 0; index < last; index++) {
    const here = start + index * step;
    const one = low[here] as number;
    const other = low[here + step] as number;
    const single = Math.abs(one - other);
    if (single < 2) continue;
    const before = index > 0 ? (low[here - step] as number) : one;
    const after = low[start + Math.min(last, index + 2) * step] as number;
    const fall = Math.abs(before - after);
    if (fall < least + (255 - Math.max(before, after)) * STEP_IN_THE_DARK || single * 3.5 < fall) continue;
    const on = fall * FALLS_ON;
    if (Math.abs((low[start + Math.max(0, index - 3) * step] as number) - before) > on) continue;
    if (Math.abs(after - (low[start + Math.min(last, index + 4) * step] as number)) > on) continue;
    found[here] = (found[here] as number) | bit;
  }
}

/**
 * A step falls within three pixels and holds on both sides, like an outline and unlike the edge of a soft shadow.
 * `noise`: the mean difference of neighbours on the background.
 */
export function findSteps(tones: Tones, noise: number): Uint8Array {
  const { low, width, height } = tones;
  const found = new Uint8Array(low.length);
  const least = Math.max(isStrong(tones) ? LEAST_BESIDE_STRONG : LEAST_STEP, noise * NOISE_TIMES);
  for (let y = 0; y < height; y++)
    markSteps(found, low, { start: y * width, step: 1, length: width }, least, STEP_RIGHT);
  for (let x = 0; x < width; x++) markSteps(found, low, { start: x, step: width, length: height }, least, STEP_BELOW);
  return found;
}
