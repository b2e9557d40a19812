import type { ChildProcess } from "node:child_process";
import { spawnScript } from "#tests/support/npm-script.ts";

/** Like `npm run worker`, with this process's settings and `env`. */
export function spawnWorker(env: Record<string, string> = {}): ChildProcess {
  return spawnScript("worker", env);
}

/** Resolves with the exit code (null after a kill). */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return gone;
}
