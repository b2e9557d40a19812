/** Work that is done one after the other, in the order in which it was added. */
export type Queue = {
  /** Resolves or rejects with the work itself. What fails does not stop what follows. */
  add: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Resolves once all that was added is done or has failed. */
  settled: () => Promise<unknown>;
};

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add(work) {
      const own = last.then(work);
      // Whoever added the work hears of its failure.
      last = own.catch(() => undefined);
      return own;
    },
    settled: () => last,
  };
}
