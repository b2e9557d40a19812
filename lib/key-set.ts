import { createHash } from "node:crypto";

/** Stores 8-byte hashes, so that millions fit: a collision in 10 million keys is expected once in 400,000 sets. */
export class KeySet {
  #hashes = new BigUint64Array(1_024);
  #size = 0;
  #sorted = false;

  add(key: string): void {
    if (this.#size === this.#hashes.length) {
      const larger = new BigUint64Array(2 * this.#size);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#size] = hashOf(key);
    this.#size += 1;
    this.#sorted = false;
  }

  has(key: string): boolean {
    if (!this.#sorted) this.#hashes.subarray(0, this.#size).sort();
    this.#sorted = true;
    const wanted = hashOf(key);
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#hashes[middle] ?? 0n) < wanted) low = middle + 1;
      else high = middle;
    }
    return low < this.#size && this.#hashes[low] === wanted;
  }
}

function hashOf(key: string): bigint {
  return createHash("sha256").update(key).digest().readBigUInt64LE();
}
