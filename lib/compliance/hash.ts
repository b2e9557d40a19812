const COLUMNS = 7;
const ROWS = 7;
const CELL = 8;

export const HASH_WIDTH = COLUMNS * CELL;
export const HASH_HEIGHT = ROWS * CELL;

// A thumbnail saved as a JPEG differs from its original by up to two tones; flat areas must not make random bits.
const CLEARLY_LIGHTER = 5;
// Levels that a further bit is set above. What is grey lies between the middle two of chroma; the background's are close
// where backgrounds are light, so that #f2f2f2 and white are three apart.
const CHROMA_STEPS = [-44, -26, -8, 8, 26, 44];
const BACKGROUND_STEPS = [110, 200, 230, 245, 249, 252];
const DARK_STEPS = [35, 65, 95, 150];
// Keeps the chroma of what is nearly grey at none.
const GREYNESS = 20;
const DARK_SHARE = 1 / 8;

type Sums = { cells: number[]; blue: number; red: number; weight: number };

/** ITU-R BT.601. */
function lumaOf(rgb: Uint8Array): Float64Array {
  const luma = (_: unknown, pixel: number) =>
    0.299 * (rgb[pixel * 3] ?? 0) + 0.587 * (rgb[pixel * 3 + 1] ?? 0) + 0.114 * (rgb[pixel * 3 + 2] ?? 0);
  return Float64Array.from({ length: HASH_WIDTH * HASH_HEIGHT }, luma);
}

/** Strong colours weigh more in the chroma. */
function sumUp(rgb: Uint8Array, lumas: Float64Array): Sums {
  const sums: Sums = { cells: Array(COLUMNS * ROWS).fill(0), blue: 0, red: 0, weight: 0 };
  for (const [pixel, luma] of lumas.entries()) {
    const blue = ((rgb[pixel * 3 + 2] ?? 0) - luma) * 0.564;
    const red = ((rgb[pixel * 3] ?? 0) - luma) * 0.713;
    const weight = blue * blue + red * red;
    const [x, y] = [pixel % HASH_WIDTH, Math.floor(pixel / HASH_WIDTH)];
    const cell = Math.floor(y / CELL) * COLUMNS + Math.floor(x / CELL);
    sums.cells[cell] = (sums.cells[cell] ?? 0) + luma / (CELL * CELL);
    sums.blue += blue * weight;
    sums.red += red * weight;
    sums.weight += weight;
  }
  return sums;
}

function backgroundTone(lumas: Float64Array): number {
  const isBorder = (pixel: number) => {
    const [x, y] = [pixel % HASH_WIDTH, Math.floor(pixel / HASH_WIDTH)];
    return x === 0 || y === 0 || x === HASH_WIDTH - 1 || y === HASH_HEIGHT - 1;
  };
  const border = lumas.filter((_, pixel) => isBorder(pixel)).sort();
  return border[Math.floor(border.length / 2)] ?? 0;
}

function darkTone(lumas: Float64Array): number {
  const dark = lumas.toSorted().subarray(0, Math.floor(lumas.length * DARK_SHARE));
  return dark.reduce((sum, luma) => sum + luma, 0) / dark.length;
}

/**
 * Of an RGB picture of 56 x 56: 42 bits of dHash, 12 of chroma, 6 of the background's lightness and 4 of the darkest
 * parts, so that a product in other colours or on another background differs. Signed like PostgreSQL's bigint.
 */
export function perceptualHash(rgb: Uint8Array): bigint {
  const lumas = lumaOf(rgb);
  const { cells, blue, red, weight } = sumUp(rgb, lumas);
  const grey = GREYNESS * HASH_WIDTH * HASH_HEIGHT * 0.01;
  const lighter = cells.map((tone, at) => tone - (cells[at - 1] ?? 0) >= CLEARLY_LIGHTER);
  const [background, dark] = [backgroundTone(lumas), darkTone(lumas)];
  const bits = [
    ...lighter.filter((_, at) => at % COLUMNS !== 0),
    ...[blue, red].flatMap((sum) => CHROMA_STEPS.map((step) => sum / (weight + grey) > step)),
    ...BACKGROUND_STEPS.map((step) => background > step),
    ...DARK_STEPS.map((step) => dark > step),
  ];
  const hash = bits.reduce((before, bit) => (before << 1n) | (bit ? 1n : 0n), 0n);
  return BigInt.asIntN(64, hash);
}

export function hashDistance(one: bigint, other: bigint): number {
  let differing = BigInt.asUintN(64, one ^ other);
  let count = 0;
  for (; differing > 0n; differing &= differing - 1n) count++;
  return count;
}
