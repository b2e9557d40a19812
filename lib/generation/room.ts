/** Lets work go on side by side, or one alone: what may kill the process takes nobody else's work along. */
export class Room {
  /** Resolves once the last one that is alone, or waits to be, has ended; null where there is none. */
  #alone: Promise<void> | null = null;
  readonly #others = new Set<Promise<unknown>>();

  async shared<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#alone) await this.#alone;
    const running = work();
    this.#others.add(running);
    return running.finally(() => this.#others.delete(running));
  }

  /** Begins once all that goes on has ended; what comes later waits for its end. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#alone = promise;
    try {
      await before;
      await Promise.allSettled(this.#others);
      return await work();
    } finally {
      if (this.#alone === promise) this.#alone = null;
      resolve();
    }
  }
}
