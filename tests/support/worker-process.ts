import { type ChildProcess, spawn } from "node:child_process";

const NODE_FLAGS = ["--disable-warning=ExperimentalWarning", "--conditions=react-server"];

/** Starts a process that only works the queue, as `npm run worker` does, with this process's settings and `env`. */
export function spawnWorker(env: Record<string, string> = {}): ChildProcess {
  return spawn("node", [...NODE_FLAGS, "lib/launch/worker.ts"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...env },
  });
}

/** Ends a process with this signal and resolves once it is gone, with its exit code (null after a kill). */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return gone;
}
