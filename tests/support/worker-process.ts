import type { ChildProcess } from "node:child_process";
import { spawnScript } from "#tests/support/npm-script.ts";

/** Starts a process that only works the queue, as `npm run worker` does, with this process's settings and `env`. */
export function spawnWorker(env: Record<string, string> = {}): ChildProcess {
  return spawnScript("worker", env);
}

/** Ends a process with this signal and resolves once it is gone, with its exit code (null after a kill). */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return gone;
}
