import { flood, type Tones, throughShadow, throughWhite } from "#lib/pictures/flood.ts";
import { byteAt } from "#lib/pictures/pixels.ts";

const NEAR_WHITE = 244;
const STRICT_WHITE = 251;
const SMALLEST_HOLE = 0.004;
const SHARP_STEP = 4;
const EDGE_PX = 4;
// Where the grey of shadows eats into more of the product than this, the product is pale.
const PALE = 0.03;
// Drawn lines, such as those that measure a product, are no part of it.
const THICKEST_LINE = 5;
const FOOT_PX = 8;
const PALEST_FOOT = 239;

const BACKGROUND = 1;
const SEEN = 2;

/**
 * Opens what is white and shut in by the product, such as the hole in a handle, as far as `passes` leads; small white
 * areas are taken for print.
 */
export function openHoles(
  { marks, white }: Pick<Background, "marks" | "white">,
  tones: Tones,
  passes = throughShadow(tones, NEAR_WHITE),
): void {
  const product = white.filter((mark) => mark === 0).length;
  const scratch = Uint8Array.from(marks);
  const stack = new Int32Array(marks.length);
  const isWhite = throughWhite(tones, 253);
  for (let pixel = 0; pixel < scratch.length; pixel++) {
    if (scratch[pixel] !== 0 || !isWhite(pixel, pixel)) continue;
    const hole = flood(scratch, tones.width, [pixel], isWhite, SEEN, stack);
    if (hole.length > product * SMALLEST_HOLE) flood(marks, tones.width, [pixel], passes, BACKGROUND);
  }
}

/**
 * Does the tone fall where white ends at `pixel`, and stay there? A shadow falls on. Null: no white is beside it, or no
 * more grey than the product's own edge has.
 */
function endsSharply(strict: Uint8Array, soft: Uint8Array, { low, width }: Tones, pixel: number): boolean | null {
  const isGrey = (at: number) => soft[at] === BACKGROUND && strict[at] === 0;
  const steps = [1, -1, width, -width].filter(
    (step) => strict[pixel - step] === BACKGROUND && isGrey(pixel + step) && isGrey(pixel + EDGE_PX * step),
  );
  if (steps.length === 0) return null;
  return steps.some((step) => {
    const inside = byteAt(low, pixel + step);
    const fall = byteAt(low, pixel - step) - inside;
    return fall >= SHARP_STEP && inside - byteAt(low, pixel + EDGE_PX * step) < fall;
  });
}

/**
 * Looks at each grey that is in `soft` and not in `strict`, which is a shadow or a pale part of the product. Where most of
 * its outline towards white is sharp it is the product's, and taken out of `soft`.
 */
function keepPale(strict: Uint8Array, soft: Uint8Array, tones: Tones): void {
  const seen = soft.map((mark, pixel) => (mark === BACKGROUND && strict[pixel] === 0 ? 0 : SEEN));
  const stack = new Int32Array(seen.length);
  for (let pixel = 0; pixel < seen.length; pixel++) {
    if (seen[pixel] !== 0) continue;
    const grey = flood(seen, tones.width, [pixel], () => true, SEEN, stack);
    let [sharp, outline] = [0, 0];
    for (const member of grey) {
      const end = endsSharply(strict, soft, tones, member);
      if (end !== null) outline++;
      if (end) sharp++;
    }
    if (sharp > outline * 0.5) for (const member of grey) soft[member] = 0;
  }
}

/** Takes away what stands apart and is nothing but soft grey: the shadow of a product that floats. */
function dropShadows(strict: Uint8Array, soft: Uint8Array, { width }: Tones): void {
  const seen = Uint8Array.from(strict);
  const stack = new Int32Array(seen.length);
  for (let pixel = 0; pixel < seen.length; pixel++) {
    if (seen[pixel] !== 0) continue;
    const island = flood(seen, width, [pixel], () => true, SEEN, stack);
    let solid = 0;
    for (const member of island) if (soft[member] !== BACKGROUND) solid++;
    if (solid < island.length * 0.02) for (const member of island) strict[member] = BACKGROUND;
  }
}

/** The share of the product that only greys took and that has product below it, where no shadow falls. */
function shareEaten(strict: Uint8Array, soft: Uint8Array, { width, height }: Tones): number {
  const below = new Uint16Array(width);
  let [eaten, product] = [0, 0];
  for (let y = height - 1; y >= 0; y--) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (strict[pixel] !== 0) continue;
      product++;
      if (soft[pixel] === 0) below[x] = (below[x] ?? 0) + 1;
      else if ((below[x] ?? 0) > THICKEST_LINE) eaten++;
    }
  }
  return eaten / Math.max(1, product);
}

/** Does what is left end below as softly as a shadow, so that a pale product can't be told from the one it stands in? */
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
 * A photo's background, marked with 1 in `marks`; in `white` only what pure white connects, and what stands apart as a
 * shadow does. `pale`: the grey of shadows would eat into the product, so that both are the same; `merged`: such a
 * product stands in a shadow of its own colour, and is marked with it.
 */
export type Background = { marks: Uint8Array; white: Uint8Array; pale: boolean; merged: boolean };

/**
 * Finds the background: what white connects with `seeds`, and the product's own shadow, which changes by `steepest`
 * at most from pixel to pixel.
 */
export function findBackground(tones: Tones, seeds: readonly number[], steepest?: number): Background {
  const soft = new Uint8Array(tones.low.length);
  const strict = new Uint8Array(tones.low.length);
  flood(soft, tones.width, seeds, throughShadow(tones, NEAR_WHITE, steepest), BACKGROUND);
  flood(strict, tones.width, seeds, throughWhite(tones, STRICT_WHITE), BACKGROUND);
  keepPale(strict, soft, tones);
  dropShadows(strict, soft, tones);
  if (shareEaten(strict, soft, tones) > PALE)
    return { marks: strict, white: strict, pale: true, merged: endsInShadow(strict, tones) };
  return { marks: soft, white: strict, pale: false, merged: false };
}

/** The share of `pixels` that are background. */
export function shareOfBackground(marks: Uint8Array, pixels: readonly number[]): number {
  return pixels.filter((pixel) => byteAt(marks, pixel) === BACKGROUND).length / Math.max(1, pixels.length);
}
