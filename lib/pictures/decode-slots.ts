/** Lets work through up to a sum of weights at once, in the order in which it came. */
export class Slots {
  #free: number;
  readonly #waiting: { weight: number; start: () => void }[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Does `work` when there is room for its weight. Throws the signal's reason where it aborts before. */
  async run<Result>(weight: number, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await this.#enter(weight, signal);
    try {
      return await work();
    } finally {
      this.#free += weight;
      this.#startNext();
    }
  }

  async #enter(weight: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const place = { weight, start: resolve };
    this.#waiting.push(place);
    const leave = () => {
      const at = this.#waiting.indexOf(place);
      if (at < 0) return;
      this.#waiting.splice(at, 1);
      reject(signal?.reason);
      this.#startNext();
    };
    signal?.addEventListener("abort", leave, { once: true });
    this.#startNext();
    await promise.finally(() => signal?.removeEventListener("abort", leave));
  }

  #startNext(): void {
    for (let next = this.#waiting[0]; next && next.weight <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.weight;
      next.start();
    }
  }
}
