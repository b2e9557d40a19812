import { SOLID, type Tones } from "#lib/pictures/flood.ts";
import { byteAt } from "#lib/pictures/pixels.ts";
import { STEP_BELOW, STEP_RIGHT } from "#lib/pictures/steps.ts";
import { isOpen } from "#lib/pictures/walls.ts";

type Size = Pick<Tones, "width" | "height">;
/** `marks`: 1 for background; `white`: 1 for what white alone connects. */
type Found = { marks: Uint8Array; white: Uint8Array; steps: Uint8Array; walls: Uint8Array };

const ENCLOSED = 3;
const LEAKS_FROM = 12;
const LEAK = 0.06;
const SOFT = 0.17;
const SLIT = 4;
// The wall may stand so many pixels within the product.
const FRINGE = 3;

/**
 * Outline in pixels: `walled`, `soft` (without a wall), and `crossed`: steps with background on both sides, one of
 * which must be product taken for shadow.
 */
export type Outline = { walled: number; soft: number; crossed: number };

/** Is there a wall at `product` or a few pixels further in direction `step`? */
export function isWalled(walls: Uint8Array, marks: Uint8Array, product: number, step: number): boolean {
  if (!isOpen(walls, product, product - step)) return true;
  for (let deep = 0, at = product; deep < FRINGE; deep++, at += step) {
    if (byteAt(walls, at) & SOLID || marks[at] === 1) return true;
    const next = at + step;
    if (next >= 0 && next < marks.length && !isOpen(walls, at, next)) return true;
  }
  return false;
}

/** Adds the neighbours of a line to `outline`. `bit`: of the steps between them. */
function lookAlong(
  { marks, white, steps, walls }: Found,
  outline: Outline,
  line: { from: number; to: number; step: number; bit: number },
): void {
  const { from, to, step, bit } = line;
  for (let pixel = from; pixel < to; pixel++) {
    const next = pixel + step;
    const one = marks[pixel] === 1;
    if (one === (marks[next] === 1)) {
      if (!one || ((steps[pixel] as number) & bit) === 0) continue;
      if (white[pixel] !== 1 || white[next] !== 1) outline.crossed++;
    } else if (isWalled(walls, marks, one ? next : pixel, one ? step : -step)) outline.walled++;
    else outline.soft++;
  }
}

export function outlineOf(found: Found, { width, height }: Size): Outline {
  const outline = { walled: 0, soft: 0, crossed: 0 };
  for (let y = 0; y < height; y++) {
    const row = y * width;
    lookAlong(found, outline, { from: row, to: row + width - 1, step: 1, bit: STEP_RIGHT });
  }
  lookAlong(found, outline, { from: 0, to: (height - 1) * width, step: width, bit: STEP_BELOW });
  return outline;
}

/** Did grey taken for shadow enter the product? */
export function isLeaking({ walled, crossed }: Outline): boolean {
  return crossed > LEAKS_FROM && crossed > (walled + crossed) * LEAK;
}

/** Does too much of the outline end as softly as a shadow? */
export function isSoft({ walled, soft }: Outline): boolean {
  return soft > LEAKS_FROM && soft > (walled + soft) * SOFT;
}

/** Counts, per pixel of a line, whether product or a step precedes it, into `counts`. */
function look(
  { marks, steps }: Found,
  counts: Uint8Array,
  line: { start: number; step: number; length: number },
): void {
  const { start, step, length } = line;
  const bit = Math.abs(step) === 1 ? STEP_RIGHT : STEP_BELOW;
  let seen = false;
  for (let index = 0, pixel = start; index < length; index++, pixel += step) {
    if (index > 0 && byteAt(steps, step > 0 ? pixel - step : pixel) & bit) seen = true;
    if (marks[pixel] === 0) seen = true;
    else if (seen) counts[pixel] = byteAt(counts, pixel) + 1;
  }
}

/** Per marked pixel: on how many of its four sides the outline lies. */
function sidesEnclosed(found: Found, { width, height }: Size): Uint8Array {
  const counts = new Uint8Array(found.marks.length);
  for (let y = 0; y < height; y++) {
    look(found, counts, { start: y * width, step: 1, length: width });
    look(found, counts, { start: y * width + width - 1, step: -1, length: width });
  }
  for (let x = 0; x < width; x++) {
    look(found, counts, { start: x, step: width, length: height });
    look(found, counts, { start: (height - 1) * width + x, step: -width, length: height });
  }
  return counts;
}

/**
 * Returns to the product what was taken for shadow but is enclosed by the outline on three sides. White stays
 * background.
 */
export function refill(found: Found, size: Size): void {
  const counts = sidesEnclosed(found, size);
  for (let pixel = 0; pixel < counts.length; pixel++)
    if (found.white[pixel] === 0 && byteAt(counts, pixel) >= ENCLOSED) found.marks[pixel] = 0;
  closeSlits(found, size);
}

/** Within a few pixels and through no wall. */
function endsSoftly({ marks, walls }: Found, pixel: number, step: number): boolean {
  for (let deep = 0, at = pixel; deep < SLIT; deep++, at += step) {
    const next = at + step;
    if (next < 0 || next >= marks.length || !isOpen(walls, next, at)) return false;
    if (marks[next] === 0) return true;
  }
  return false;
}

/** Closes what remains of a leak: a slit with soft grey on both sides. */
function closeSlits(found: Found, { width }: Size): void {
  const slits: number[] = [];
  for (let pixel = 0; pixel < found.marks.length; pixel++) {
    if (found.marks[pixel] === 0) continue;
    const isAcross = endsSoftly(found, pixel, 1) && endsSoftly(found, pixel, -1);
    if (isAcross || (endsSoftly(found, pixel, width) && endsSoftly(found, pixel, -width))) slits.push(pixel);
  }
  for (const pixel of slits) found.marks[pixel] = 0;
}

function hasShadow({ marks, white }: Found): boolean {
  for (let pixel = 0; pixel < marks.length; pixel++) if (marks[pixel] === 1 && white[pixel] === 0) return true;
  return false;
}

/** The share of the product that was taken for shadow and is enclosed on all four sides, where no shadow falls. */
export function shareEaten(found: Found, size: Size): number {
  if (!hasShadow(found)) return 0;
  const counts = sidesEnclosed(found, size);
  let eaten = 0;
  let product = 0;
  for (let pixel = 0; pixel < counts.length; pixel++) {
    if (found.marks[pixel] === 0) product++;
    else if (found.white[pixel] === 0 && byteAt(counts, pixel) === 4) eaten++;
  }
  return eaten / Math.max(1, product + eaten);
}
