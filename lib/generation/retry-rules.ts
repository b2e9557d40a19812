import { nextPacificMidnight } from "#lib/generation/pacific-midnight.ts";
import { type HoldRule, OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";

const LONGEST_RETRY_MS = 60_000;
const FIRST_RETRY_MS = 1_000;

/** Calls of one image in this round, the last one included: all that counted, and those of them that ended with its code. */
export type Tries = { counted: number; sameCode: number };

/** May an image that ended so be tried again? */
export function mayRetry(code: OutcomeCode, { counted, sameCode }: Tries, maxAttempts: number): boolean {
  const { retries } = OUTCOMES[code];
  if (retries === "always") return true;
  return counted < maxAttempts && (retries === "budget" || sameCode <= retries);
}

function doubling(firstMs: number, longestMs: number, times: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(times, 16));
}

/** The wait before an image's next attempt, after so many counted ones: up to 1 s, doubling to 60 s, with full jitter. */
export function retryDelayMs(counted: number, random = Math.random): number {
  return Math.round(random() * doubling(FIRST_RETRY_MS, LONGEST_RETRY_MS, counted - 1));
}

type Facts = {
  /** How many holds of the series there have been in a row, with this one. */
  strikes: number;
  /** The time that Google named. */
  namedMs: number | undefined;
  now: Date;
};

/** How long a hold lasts. */
export function holdMs({ waitFor, waitMs }: HoldRule, { strikes, namedMs, now }: Facts): number {
  if (waitFor === "pacific-midnight" && strikes === 1) return nextPacificMidnight(now).getTime() - now.getTime();
  if (waitFor === "named-time" && namedMs) return namedMs;
  return doubling(waitMs.first, waitMs.longest, strikes - 1);
}
