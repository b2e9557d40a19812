import { seededRandom } from "#tests/support/random.ts";

export const KINDS = ["kill -9", "SIGTERM", "database cut", "store cut", "commit lost", "clock skew"] as const;

const PAUSE_MS = [500, 1_500] as const;
const CUT_MS = [200, 2_000] as const;
const LARGEST_SKEW_S = 600;

/** One fault: what it is, which worker it hits where it hits one, and its size. */
export type Fault = {
  index: number;
  kind: (typeof KINDS)[number];
  pauseMs: number;
  worker: number;
  cutMs: number;
  skewSeconds: number;
};

/** The same faults for the same seed: a run can be repeated, and continued from any of them. */
export function planFaults(seed: number, count: number, workers: number): Fault[] {
  const random = seededRandom(seed);
  const between = ([least, most]: readonly [number, number]) => Math.round(least + random() * (most - least));
  return Array.from({ length: count }, (_, index) => ({
    index,
    kind: KINDS[Math.floor(random() * KINDS.length)] ?? "kill -9",
    pauseMs: between(PAUSE_MS),
    worker: Math.floor(random() * workers),
    cutMs: between(CUT_MS),
    skewSeconds: between([-LARGEST_SKEW_S, LARGEST_SKEW_S]),
  }));
}
