/** Runs work in order, up to a sum of weights at once. */
export class Slots {
  #free: number;
  readonly #waiting: { weight: number; start: () => void }[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Throws the signal's reason if it aborts while waiting. */
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
