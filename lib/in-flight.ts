/**
 * Makes a function whose callers share one run while it lasts: the next call starts a new run. For counts over a whole table that
 * many pages ask for at once, and that would otherwise take all connections.
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
