const SUCCESSES_TO_CLIMB = 10;

/**
 * How many calls this process may have in flight: half as many after Google pushed back, one more after ten good answers
 * per place without it, never more than `max`.
 */
export class Limiter {
  readonly #max: number;
  #limit: number;
  #successes = 0;

  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  get limit(): number {
    return this.#limit;
  }

  /** To be called once per hold, not once per refused call. */
  pushedBack(): void {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#successes = 0;
  }

  succeeded(): void {
    this.#successes += 1;
    if (this.#limit === this.#max || this.#successes < SUCCESSES_TO_CLIMB * this.#limit) return;
    this.#limit += 1;
    this.#successes = 0;
  }
}
