import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";

const LONGEST_MS = 60_000;
const FIRST_RETRY_MS = 1_000;
const FIRST_HOLD_MS = 2_000;

/** Calls of one image in this round, the last one included: all that counted, and those of them that ended with its code. */
export type Tries = { counted: number; sameCode: number };

/** May an image that ended so be tried again? */
export function mayRetry(code: OutcomeCode, { counted, sameCode }: Tries, maxAttempts: number): boolean {
  const { retries } = OUTCOMES[code];
  if (retries === "always") return true;
  return counted < maxAttempts && (retries === "budget" || sameCode <= retries);
}

function doubling(firstMs: number, times: number): number {
  return Math.min(LONGEST_MS, firstMs * 2 ** Math.min(times, 16));
}

/** The wait before an image's next try, after so many counted ones: up to 1 s, doubling to 60 s, with full jitter. */
export function retryDelayMs(counted: number, random = Math.random): number {
  return Math.round(random() * doubling(FIRST_RETRY_MS, counted - 1));
}

/** How long to hold all calls back after a 429 that names no time and is the `strikes`-th in a row: 2 s to 60 s, with jitter. */
export function holdMs(strikes: number, random = Math.random): number {
  return Math.round(FIRST_HOLD_MS + random() * (doubling(FIRST_HOLD_MS, strikes) - FIRST_HOLD_MS));
}
