/**
 * Callers share one run while it lasts: counts over a whole table that many pages ask for at once would otherwise take
 * all connections.
 */
export function sharedInFlight<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}
