import { readFileSync } from "node:fs";

const SAMPLE_MS = 250;

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

/** In MB, until `stop`. `pid` may change to another process. */
export function watchMemory(pid: () => number | undefined): { stop(): { peakMb: number; medianMb: number } } {
  const samples: number[] = [];
  const sampler = setInterval(() => {
    try {
      samples.push(residentMb(pid() ?? 0));
    } catch {
      // The process has just ended.
    }
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(sampler);
      const sorted = samples.toSorted((a, b) => a - b);
      const at = (index: number) => Math.round(sorted[index] ?? 0);
      return { peakMb: at(sorted.length - 1), medianMb: at(Math.floor(sorted.length / 2)) };
    },
  };
}
