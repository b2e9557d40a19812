import { seededRandom } from "#tests/support/random.ts";

/** Of a hundred faults. A store cut holds all calls for some seconds: many would leave nothing to hit. */
const SHARES = {
  "kill -9": 25,
  SIGTERM: 25,
  "database cut": 15,
  "store cut": 5,
  "commit lost": 15,
  "clock skew": 15,
} as const;

type Kind = keyof typeof SHARES;

const PAUSE_MS = [500, 1_500] as const;
const CUT_MS = [200, 2_000] as const;
const LARGEST_SKEW_S = 600;

/** One fault: what it is, which worker it hits where it hits one, and its size. */
export type Fault = {
  index: number;
  kind: Kind;
  pauseMs: number;
  worker: number;
  cutMs: number;
  skewSeconds: number;
};

/** The same faults for the same seed: a run can be repeated, and continued from any of them. */
export function planFaults(seed: number, count: number, workers: number): Fault[] {
  const random = seededRandom(seed);
  const kinds = (Object.keys(SHARES) as Kind[]).flatMap((kind) => Array<Kind>(SHARES[kind]).fill(kind));
  const between = ([least, most]: readonly [number, number]) => Math.round(least + random() * (most - least));
  return Array.from({ length: count }, (_, index) => ({
    index,
    kind: kinds[Math.floor(random() * kinds.length)] ?? "kill -9",
    pauseMs: between(PAUSE_MS),
    worker: Math.floor(random() * workers),
    cutMs: between(CUT_MS),
    skewSeconds: between([-LARGEST_SKEW_S, LARGEST_SKEW_S]),
  }));
}
