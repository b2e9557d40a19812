export type WaitFacts = {
  /** Which one in a row it is, from 1: the counted attempts of an image, or the holds of a series. */
  nth: number;
  /** The time that Google's answer named, in ms. */
  namedMs: number | undefined;
  now: Date;
};

/** How long to wait, in ms. */
export type Wait = (facts: WaitFacts) => number;

export const always =
  (ms: number): Wait =>
  () =>
    ms;

export const doubling =
  (first: number, longest: number): Wait =>
  ({ nth }) =>
    Math.min(longest, first * 2 ** Math.min(nth - 1, 16));

/** Any time up to that one, so that images that failed together are not tried together. */
const jittered =
  (wait: Wait): Wait =>
  (facts) =>
    Math.round(Math.random() * wait(facts));

export const asNamed =
  (otherwise: Wait): Wait =>
  (facts) =>
    facts.namedMs || otherwise(facts);

/** For the first in a row. */
export const untilPacificMidnight =
  (afterwards: Wait): Wait =>
  (facts) =>
    facts.nth === 1 ? nextPacificMidnight(facts.now).getTime() - facts.now.getTime() : afterwards(facts);

/** Before an image's next attempt: up to 1 s, doubling to 60 s. */
export const BACKOFF = asNamed(jittered(doubling(1_000, 60_000)));

const HOUR_MS = 3_600_000;

let madeParts: Intl.DateTimeFormat | undefined;

/** Made at its first use: pages load this file, and making it takes a slow phone up to 100 ms. */
function partsFormat(): Intl.DateTimeFormat {
  madeParts ??= new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    hourCycle: "h23",
  });
  return madeParts;
}

function inPacificTime(date: Date): { year: number; month: number; day: number; hour: number } {
  const found = partsFormat().formatToParts(date);
  const part = (name: string) => Number(found.find(({ type }) => type === name)?.value);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour") };
}

/** The next midnight in Los Angeles after `now`, when Google's daily quotas start again. Right on days of 23 and 25 hours, too. */
export function nextPacificMidnight(now: Date): Date {
  const { year, month, day } = inPacificTime(now);
  // Midnight there is 7 or 8 hours after midnight UTC of the same date.
  const candidates = [7, 8].map((hours) => new Date(Date.UTC(year, month - 1, day + 1) + hours * HOUR_MS));
  return candidates.find((candidate) => inPacificTime(candidate).hour === 0) ?? new Date(now.getTime() + 24 * HOUR_MS);
}
