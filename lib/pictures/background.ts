import { flood, type Tones, wallsOfWhite } from "#lib/pictures/flood.ts";
import { isLeaking, isSoft, isWalled, outlineOf, refill, shareEaten } from "#lib/pictures/leaks.ts";
import { borderOf, byteAt } from "#lib/pictures/pixels.ts";
import { boxOfOthers, cropPlane, uncropped } from "#lib/pictures/planes.ts";
import { dropShadows } from "#lib/pictures/remnants.ts";
import { softFlood, withSolid } from "#lib/pictures/soft.ts";
import { findSteps, noiseOf } from "#lib/pictures/steps.ts";
import { findWalls } from "#lib/pictures/walls.ts";

const NEAR_WHITE = 244;
const STRICT_WHITE = 251;
const SMALLEST_HOLE = 0.004;
const SHARP_FALL = 16;
/** Tone change per pixel, in a photo of about 1,000 px. */
const STEEPEST_SHADOW = 4;
// Where the grey of shadows eats into more of the product than this, the product is pale.
const PALE = 0.03;
const FOOT_PX = 8;
const PALEST_FOOT = 239;

/** The tone of what equals the background. */
const PLAIN = 255;
/** Further than anything looks from a pixel. */
const MARGIN = 16;

const BACKGROUND = 1;
const SEEN = 2;

/** Does the tone fall within two pixels along most of the outline of `hole`? Glints on a pale product fade out. */
function isCutOut(hole: Int32Array, scratch: Uint8Array, { low, width }: Tones): boolean {
  const sides = [1, -1, width, -width];
  let sharp = 0;
  let outline = 0;
  for (const member of hole) {
    for (const step of sides) {
      if (scratch[member + step] !== 0) continue;
      outline++;
      if (byteAt(low, member) - byteAt(low, member + 2 * step) >= SHARP_FALL) sharp++;
    }
  }
  return sharp > outline / 2;
}

/** A pixel of each white area that the product encloses, such as the hole in a handle. Small ones are taken for print. */
export function findHoles({ marks, white }: Pick<Background, "marks" | "white">, tones: Tones): number[] {
  let product = 0;
  for (let pixel = 0; pixel < white.length; pixel++) if (white[pixel] === 0) product++;
  const scratch = marks.slice();
  const stack = new Int32Array(marks.length);
  const walls = wallsOfWhite(tones, 253);
  const holes: number[] = [];
  for (let pixel = 0; pixel < scratch.length; pixel++) {
    if (scratch[pixel] !== 0 || walls[pixel] !== 0) continue;
    const hole = flood(scratch, tones.width, [pixel], walls, SEEN, stack);
    if (hole.length > product * SMALLEST_HOLE && isCutOut(hole, scratch, tones)) holes.push(pixel);
  }
  return holes;
}

/**
 * Does the product end as softly as a shadow at the bottom, so that a pale product can't be separated from its shadow?
 */
function endsInShadow(strict: Uint8Array, { low, width, height }: Tones): boolean {
  const feet: number[] = [];
  for (let x = 0; x < width; x++) {
    let y = height - 1;
    while (y >= FOOT_PX && strict[y * width + x] !== 0) y--;
    if (y < FOOT_PX) continue;
    feet.push(Math.min(...Array.from({ length: FOOT_PX }, (_, up) => byteAt(low, (y - up) * width + x))));
  }
  feet.sort((a, b) => a - b);
  return (feet[Math.floor(feet.length / 2)] ?? 0) > PALEST_FOOT;
}

/**
 * Adds what white alone connects, such as the gaps in a chain, except for glints of the background's colour, at which
 * the product ends softly.
 */
function addWhite(marks: Uint8Array, white: Uint8Array, walls: Uint8Array, { width }: Tones): Uint8Array {
  const seen = new Uint8Array(white.length).fill(SEEN);
  for (let pixel = 0; pixel < seen.length; pixel++)
    if (white[pixel] === BACKGROUND && marks[pixel] === 0) seen[pixel] = 0;
  const sides = [1, -1, width, -width];
  const stack = new Int32Array(seen.length);
  for (let pixel = seen.indexOf(0); pixel >= 0; pixel = seen.indexOf(0, pixel)) {
    const gap = flood(seen, width, [pixel], null, SEEN, stack);
    const outline = { walled: 0, soft: 0 };
    for (const member of gap)
      for (const step of sides) {
        const next = member + step;
        if (marks[next] !== 0 || white[next] === BACKGROUND) continue;
        if (isWalled(walls, marks, next, step)) outline.walled++;
        else outline.soft++;
      }
    const mark = outline.soft > outline.walled ? 0 : BACKGROUND;
    for (const member of gap) (mark === 0 ? white : marks)[member] = mark;
  }
  return marks;
}

/**
 * `marks`: 1 for background. `white`: only what white connects. `pale`: the product ends as softly as a shadow, so
 * greys are marked as product. `merged`: product and shadow can't be separated; `least` then marks everything that may
 * be background.
 */
export type Background = { marks: Uint8Array; white: Uint8Array; least: Uint8Array; pale: boolean; merged: boolean };

const seedsOf = ({ low }: Tones, { sides, bottom }: ReturnType<typeof borderOf>) =>
  [...sides, ...bottom].filter((pixel) => byteAt(low, pixel) >= STRICT_WHITE);

function findInPart(tones: Tones, noise: number, steepest: number): Background {
  const { low, width } = tones;
  const start = seedsOf(tones, borderOf(tones));
  const steps = findSteps(tones, noise);
  const walls = findWalls(tones, steps, { white: NEAR_WHITE, steepest });
  const white = new Uint8Array(low.length);
  flood(white, width, start, withSolid(walls, wallsOfWhite(tones, STRICT_WHITE)), BACKGROUND);
  const soft = softFlood(walls, tones, start);
  const found = { marks: addWhite(soft(false), white, walls, tones), white, steps, walls };
  const least = found.marks.slice();
  const first = outlineOf(found, tones);
  let eaten = shareEaten(found, tones);
  const leaks = isLeaking(first) || eaten > PALE;
  if (leaks || first.crossed > 0) found.marks = addWhite(soft(true), white, walls, tones);
  if (leaks) {
    refill(found, tones);
    eaten = shareEaten(found, tones);
  }
  dropShadows(found, tones);
  const outline = outlineOf(found, tones);
  if (eaten > PALE) {
    const pale = white.slice();
    dropShadows({ marks: pale, walls }, tones);
    return { marks: pale, white, least, pale: true, merged: endsInShadow(pale, tones) };
  }
  return { marks: found.marks, white, least, pale: false, merged: isLeaking(outline) || isSoft(outline) };
}

/**
 * The background: what white connects to the border, and the product's shadow, which changes by at most `steepest` per
 * pixel and ends softly. What surrounds all else in exactly the background's colour is not searched.
 */
export function findBackground(tones: Tones, steepest = STEEPEST_SHADOW): Background {
  const noise = noiseOf(tones, seedsOf(tones, borderOf(tones)));
  const box = boxOfOthers(tones.low, tones, PLAIN, MARGIN);
  const [low, spread] = [cropPlane(tones.low, tones, box), cropPlane(tones.spread, tones, box)];
  const found = findInPart({ low, spread, width: box.width, height: box.height }, noise, steepest);
  const whole = (plane: Uint8Array) => uncropped(plane, box, tones, BACKGROUND);
  return { ...found, marks: whole(found.marks), white: whole(found.white), least: whole(found.least) };
}

export function shareOfBackground(marks: Uint8Array, pixels: readonly number[]): number {
  return pixels.filter((pixel) => byteAt(marks, pixel) === BACKGROUND).length / Math.max(1, pixels.length);
}
