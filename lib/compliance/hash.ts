const COLUMNS = 7;
const ROWS = 8;
const CELL = 8;

/** The size of the RGB picture that a hash is made of. */
export const HASH_WIDTH = COLUMNS * CELL;
export const HASH_HEIGHT = ROWS * CELL;

// A thumbnail saved as a JPEG differs from its original by up to two tones; flat areas must not make random bits.
const CLEARLY_LIGHTER = 5;
// Levels of chroma that a further bit is set above; what is grey lies between the middle two.
const CHROMA_STEPS = [-56, -40, -24, -8, 8, 24, 40, 56];
// Keeps the chroma of what is nearly grey at none.
const GREYNESS = 20;

type Sums = { luma: number[]; blue: number; red: number; weight: number };

/** Adds up the lightness of each cell, and the chroma (ITU-R BT.601) of all, in which strong colours weigh more. */
function sumUp(rgb: Uint8Array): Sums {
  const sums: Sums = { luma: Array(COLUMNS * ROWS).fill(0), blue: 0, red: 0, weight: 0 };
  for (let pixel = 0; pixel < HASH_WIDTH * HASH_HEIGHT; pixel++) {
    const [r, g, b] = [rgb[pixel * 3] ?? 0, rgb[pixel * 3 + 1] ?? 0, rgb[pixel * 3 + 2] ?? 0];
    const luma = 0.299 * r + 0.587 * g + 0.114 * b;
    const [blue, red] = [(b - luma) * 0.564, (r - luma) * 0.713];
    const weight = blue * blue + red * red;
    const cell = Math.floor(pixel / HASH_WIDTH / CELL) * COLUMNS + Math.floor((pixel % HASH_WIDTH) / CELL);
    sums.luma[cell] = (sums.luma[cell] ?? 0) + luma / (CELL * CELL);
    sums.blue += blue * weight;
    sums.red += red * weight;
    sums.weight += weight;
  }
  return sums;
}

/**
 * The 64-bit hash of an RGB picture of 56 x 64: a bit for each of 8 rows of 6 whose right neighbour is clearly lighter
 * (dHash), then eight each for how blue and how red its colours are, so that variants of one product in other colours
 * don't look alike. Signed, as PostgreSQL's bigint is.
 */
export function lookHash(rgb: Uint8Array): bigint {
  const { luma, blue, red, weight } = sumUp(rgb);
  const grey = GREYNESS * HASH_WIDTH * HASH_HEIGHT * 0.01;
  const lighter = luma.map((tone, at) => tone - (luma[at - 1] ?? 0) >= CLEARLY_LIGHTER);
  const bits = [
    ...lighter.filter((_, at) => at % COLUMNS !== 0),
    ...[blue, red].flatMap((sum) => CHROMA_STEPS.map((step) => sum / (weight + grey) > step)),
  ];
  const hash = bits.reduce((before, bit) => (before << 1n) | (bit ? 1n : 0n), 0n);
  return BigInt.asIntN(64, hash);
}

/** In how many of the 64 bits two hashes differ. */
export function hashDistance(one: bigint, other: bigint): number {
  let differing = BigInt.asUintN(64, one ^ other);
  let count = 0;
  for (; differing > 0n; differing &= differing - 1n) count++;
  return count;
}
