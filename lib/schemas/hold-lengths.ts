import { always, asNamed, doubling, untilPacificMidnight, type Wait } from "./wait.ts";

/** What a hold can be for. Where two meet, the later one is in force: it tells more of Google's will. */
export const HOLD_SERIES = ["unreachable", "rate-limit", "daily-quota"] as const;

/** A hold that an outcome causes for all processes with the same key, model and address. */
export type HoldRule = {
  /** Successive holds of one series grow, and count together towards `pausedReason`. */
  series: (typeof HOLD_SERIES)[number];
  /** How many such answers in a row cause it, from at least how many images. */
  after: { inARow: number; images: number };
  wait: Wait;
  /**
   * Afterwards one call goes first. The others follow after its answer, or after this many ms; null: only after its
   * answer.
   */
  othersFollowMs: number | null;
  /**
   * Why jobs are paused, and images without a job fail, after a day in the series; null: they wait as long as it takes.
   */
  pausedReason: "UNREACHABLE" | "QUOTA" | null;
};

const FOLLOW_MS = 3_000;
const HOUR_MS = 3_600_000;

export const RATE_LIMIT = {
  series: "rate-limit",
  after: { inARow: 1, images: 1 },
  wait: asNamed(doubling(2_000, 60_000)),
  othersFollowMs: FOLLOW_MS,
  pausedReason: "QUOTA",
} as const satisfies HoldRule;

export const DAILY_QUOTA = {
  series: "daily-quota",
  after: { inARow: 1, images: 1 },
  wait: untilPacificMidnight(always(HOUR_MS)),
  othersFollowMs: FOLLOW_MS,
  pausedReason: null,
} as const satisfies HoldRule;

export const UNREACHABLE = {
  series: "unreachable",
  after: { inARow: 1, images: 1 },
  wait: doubling(5_000, 300_000),
  othersFollowMs: null,
  pausedReason: "UNREACHABLE",
} as const satisfies HoldRule;

/** A single image may fail this way for its own reasons: only many in a row are an outage. */
export const OUTAGE = { ...UNREACHABLE, after: { inARow: 10, images: 3 } } as const satisfies HoldRule;
