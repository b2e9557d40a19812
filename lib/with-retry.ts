import { setTimeout as sleep } from "node:timers/promises";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;

type Options = {
  isTransient: (error: unknown) => boolean;
  /** Called before each wait. */
  onFailure: (error: unknown) => Promise<void> | void;
  signal: AbortSignal;
};

/** Throws permanent failures at once, and the last transient one when the signal aborts. */
export async function withRetry<Result>(
  work: () => Promise<Result>,
  { isTransient, onFailure, signal }: Options,
): Promise<Result> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
      await onFailure(error);
      await sleep(waitMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) throw error;
    }
  }
}

export function retrying<Target extends object>(target: Target, options: Options): Target {
  return new Proxy(target, {
    get(of, name) {
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]) => withRetry(async () => member.apply(of, parameters), options);
    },
  });
}
