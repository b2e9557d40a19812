import type { runPictureTask } from "#lib/picture-work/pool.ts";
import { tasks } from "#lib/picture-work/tasks.ts";

/** As the pool would, without its processes. */
export const runHere = (async (name, args, signal) => {
  signal?.throwIfAborted();
  const task = tasks[name] as (...given: readonly unknown[]) => Promise<unknown>;
  return task(...args);
}) as typeof runPictureTask;
