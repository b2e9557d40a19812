/** Work that may kill the process, run alone, takes no other work down with it. */
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

  /** Starts once all running work has ended; later work waits for its end. */
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
