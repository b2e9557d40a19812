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

type Line = { start: number; step: number; length: number };

/** How many pixels of a line come before product, or before a step to the next. */
function depthOf({ marks, steps }: Found, { start, step, length }: Line): number {
  const bit = Math.abs(step) === 1 ? STEP_RIGHT : STEP_BELOW;
  const before = step > 0 ? -step : 0;
  for (let index = 0, pixel = start; index < length; index++, pixel += step)
    if (marks[pixel] === 0 || (index > 0 && byteAt(steps, pixel + before) & bit)) return index;
  return length;
}

/** Of each row from the left and the right, of each column from the top and the bottom. */
type Depths = { left: Int32Array; right: Int32Array; top: Int32Array; bottom: Int32Array };

function depthsOf(found: Found, { width, height }: Size): Depths {
  const along = (count: number, lineAt: (at: number) => Line) =>
    Int32Array.from({ length: count }, (_, at) => depthOf(found, lineAt(at)));
  return {
    left: along(height, (y) => ({ start: y * width, step: 1, length: width })),
    right: along(height, (y) => ({ start: y * width + width - 1, step: -1, length: width })),
    top: along(width, (x) => ({ start: x, step: width, length: height })),
    bottom: along(width, (x) => ({ start: (height - 1) * width + x, step: -width, length: height })),
  };
}

/** Pixels that were taken for shadow but have the outline on at least so many of their four sides. */
function findEnclosed(found: Found, { width, height }: Size, least: number): number[] {
  const { marks, white } = found;
  const { left, right, top, bottom } = depthsOf(found, { width, height });
  const enclosed: number[] = [];
  for (let y = 0, pixel = 0; y < height; y++) {
    const [fromLeft, fromRight] = [left[y] as number, width - 1 - (right[y] as number)];
    for (let x = 0; x < width; x++, pixel++) {
      if (marks[pixel] === 0 || white[pixel] !== 0) continue;
      const across = Number(x >= fromLeft) + Number(x <= fromRight);
      const down = Number(y >= (top[x] as number)) + Number(y < height - (bottom[x] as number));
      if (across + down >= least) enclosed.push(pixel);
    }
  }
  return enclosed;
}

/**
 * Returns to the product what was taken for shadow but is enclosed by the outline on three sides. White stays
 * background.
 */
export function refill(found: Found, size: Size): void {
  for (const pixel of findEnclosed(found, size, ENCLOSED)) found.marks[pixel] = 0;
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

/** Adds the pixels from `product` to the product that follows within a slit's width, where both end softly. */
function addSlit(found: Found, slits: number[], product: number, step: number): void {
  const { marks } = found;
  const furthest = Math.min(marks.length - 1, product + 2 * SLIT * step);
  let end = product + step;
  while (end <= furthest && marks[end] !== 0) end += step;
  if (end > furthest) return;
  for (let pixel = product + step; pixel < end; pixel += step)
    if (endsSoftly(found, pixel, step) && endsSoftly(found, pixel, -step)) slits.push(pixel);
}

/** Closes what remains of a leak: a slit with soft grey on both sides. */
function closeSlits(found: Found, { width }: Size): void {
  const slits: number[] = [];
  for (let pixel = 0; pixel < found.marks.length; pixel++) {
    if (found.marks[pixel] !== 0) continue;
    addSlit(found, slits, pixel, 1);
    addSlit(found, slits, pixel, width);
  }
  for (const pixel of slits) found.marks[pixel] = 0;
}

/** The share of the product that was taken for shadow and is enclosed on all four sides, where no shadow falls. */
export function shareEaten(found: Found, size: Size): number {
  const eaten = findEnclosed(found, size, 4).length;
  if (eaten === 0) return 0;
  let product = 0;
  for (let pixel = 0; pixel < found.marks.length; pixel++) if (found.marks[pixel] === 0) product++;
  return eaten / (product + eaten);
}
