/** Does `work` again every `ms`, never twice at a time, until it is stopped. `onFailure` does not end it. */
export function repeat(
  ms: number,
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): { stop(): Promise<void> } {
  let working: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    working = working.then(work).catch(onFailure);
  }, ms);
  return {
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}
