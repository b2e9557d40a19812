import { type Background, findHoles } from "#lib/pictures/background.ts";
import type { Tones } from "#lib/pictures/flood.ts";
import { byteAt } from "#lib/pictures/pixels.ts";

const BACKGROUND = 1;
const WHITE = 244;
const DARKEST_SHADOW = 96;
const MOST_SHADOW_COLOUR = 14;
/** Tone change per pixel, in a photo of about 1,000 px. */
const STEEPEST_SHADOW = 4;

/** May the background continue from `from` to its neighbour `to`? Through white, and grey that changes as softly as a shadow. */
function passes({ low, spread }: Tones, to: number, from: number): boolean {
  const tone = byteAt(low, to);
  if (tone >= WHITE) return true;
  const isGrey = tone > DARKEST_SHADOW && byteAt(spread, to) <= MOST_SHADOW_COLOUR;
  return isGrey && Math.abs(tone - byteAt(low, from)) <= STEEPEST_SHADOW;
}

/** Marks the white areas that the product encloses, with the shadow in them, as background. */
export function openHoles({ marks, white }: Background, tones: Tones): void {
  const { width } = tones;
  const left = findHoles({ marks, white }, tones);
  for (const hole of left) marks[hole] = BACKGROUND;
  for (let pixel = left.pop(); pixel !== undefined; pixel = left.pop()) {
    const across = [pixel % width > 0 ? pixel - 1 : -1, (pixel + 1) % width > 0 ? pixel + 1 : -1];
    for (const to of [...across, pixel - width, pixel + width]) {
      if (marks[to] !== 0 || !passes(tones, to, pixel)) continue;
      marks[to] = BACKGROUND;
      left.push(to);
    }
  }
}
