/** The size of the grey picture that a hash is made of. */
export const HASH_WIDTH = 9;
export const HASH_HEIGHT = 8;

// A thumbnail saved as a JPEG differs from its original by up to two tones; flat areas must not make random bits.
const CLEARLY_LIGHTER = 5;

/**
 * The difference hash (dHash) of a grey picture of 9 x 8: a bit for each pixel whose right neighbour is clearly
 * lighter. Signed, as PostgreSQL's bigint is.
 */
export function differenceHash(grey: Uint8Array): bigint {
  let hash = 0n;
  for (let y = 0; y < HASH_HEIGHT; y++) {
    for (let x = 0; x + 1 < HASH_WIDTH; x++) {
      const at = y * HASH_WIDTH + x;
      const lighter = (grey[at + 1] ?? 0) - (grey[at] ?? 0) >= CLEARLY_LIGHTER;
      hash = (hash << 1n) | (lighter ? 1n : 0n);
    }
  }
  return BigInt.asIntN(64, hash);
}

/** In how many of the 64 bits two hashes differ. */
export function hashDistance(one: bigint, other: bigint): number {
  let differing = BigInt.asUintN(64, one ^ other);
  let count = 0;
  for (; differing > 0n; differing &= differing - 1n) count++;
  return count;
}
