import { setTimeout as sleep } from "node:timers/promises";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;

type Options = {
  /** A transient failure is retried; any other is thrown. */
  passes: (error: unknown) => boolean;
  /** Called before each wait. */
  onFailure: (error: unknown) => Promise<void> | void;
  signal: AbortSignal;
};

/** Does the work, again and again while it fails for a reason that passes. Throws the last failure once the signal aborts. */
export async function outlast<Result>(
  work: () => Promise<Result>,
  { passes, onFailure, signal }: Options,
): Promise<Result> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || signal.aborted) throw error;
      await onFailure(error);
      await sleep(waitMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) throw error;
    }
  }
}

/** The same object, each of whose methods outlasts what passes. */
export function lasting<Target extends object>(target: Target, options: Options): Target {
  return new Proxy(target, {
    get(of, name) {
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]) => outlast(async () => member.apply(of, parameters), options);
    },
  });
}
