import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";

const HEALTH_MS = 100;

type Health = { slowestMs: number; missing: string[] };

export type WatchedApp = AppProcess & {
  pid: number;
  openFiles(): number;
  cpuSeconds(): number;
  storedBytes(): number;
  /** Every 100 ms, even while answers are missing; `stop` waits for all of them. */
  watchHealth(): { stop(): Promise<Health> };
};

/** npm's child of a child. */
function serverPid(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, "0");
  const listening = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .find((line) => line.includes(`:${port} 00000000:0000 0A`));
  const inode = listening?.trim().split(/\s+/)[9] ?? "none";
  const found = execFileSync("sh", [
    "-c",
    `ls -l /proc/[0-9]*/fd 2>/dev/null | awk '/^\\/proc/{p=$0} /socket:\\[${inode}\\]/{print p}'`,
  ]);
  return Number(/\/proc\/(\d+)\//.exec(found.toString())?.[1] ?? 0);
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function bytesBelow(folder: string): number {
  return Number(execFileSync("du", ["-sb", folder]).toString().split("\t")[0]);
}

function watchHealth(url: string): { stop(): Promise<Health> } {
  const asked: Promise<number | string>[] = [];
  const timer = setInterval(() => {
    const began = performance.now();
    const signal = AbortSignal.timeout(60_000);
    asked.push(
      fetch(`${url}/api/health`, { signal }).then(
        async (response) => (response.ok ? performance.now() - began : `${response.status} ${await response.text()}`),
        (error: Error) => `${error.cause ?? error}`,
      ),
    );
  }, HEALTH_MS);
  return {
    async stop() {
      clearInterval(timer);
      const times = await Promise.all(asked);
      return {
        slowestMs: Math.round(Math.max(0, ...times.filter((time) => typeof time === "number"))),
        missing: times.filter((time) => typeof time === "string"),
      };
    },
  };
}

export async function spawnWatchedApp(): Promise<WatchedApp> {
  const app = await spawnApp();
  const pid = serverPid(app.url);
  return {
    ...app,
    pid,
    openFiles: () => readdirSync(`/proc/${pid}/fd`).length,
    cpuSeconds: () => cpuSeconds(pid),
    storedBytes: () => bytesBelow(`${app.dataDir}/images`),
    watchHealth: () => watchHealth(app.url),
  };
}
