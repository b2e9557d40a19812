import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";

const LONGEST_MS = 60_000;
const FIRST_MS = 1_000;
const RATE_LIMIT_MS = 2_000;

/** May an image that ended so after `attempts` counted calls be tried again? */
export function mayRetry(code: OutcomeCode, attempts: number, maxAttempts: number): boolean {
  const { retries, counted } = OUTCOMES[code];
  if (retries === 0) return false;
  if (!counted) return true;
  return attempts < maxAttempts && (retries === "budget" || attempts <= retries);
}

/** The wait before the next try where the model named none: doubling from 1 s to 60 s with full jitter; after a 429 2 s at least. */
export function backoffMs(code: OutcomeCode, tries: number, random = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 10));
  const wait = Math.round(random() * ceiling);
  return code === "RATE_LIMITED" ? Math.max(RATE_LIMIT_MS, wait) : wait;
}
