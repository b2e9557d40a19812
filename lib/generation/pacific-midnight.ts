const ZONE = "America/Los_Angeles";
const HOUR_MS = 3_600_000;

const parts = new Intl.DateTimeFormat("en-US", {
  timeZone: ZONE,
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  hourCycle: "h23",
});

function inZone(date: Date): { year: number; month: number; day: number; hour: number } {
  const found = parts.formatToParts(date);
  const part = (name: string) => Number(found.find(({ type }) => type === name)?.value);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour") };
}

/** The next midnight in Los Angeles after `now`, when Google's daily quotas start again. Right on days of 23 and 25 hours, too. */
export function nextPacificMidnight(now: Date): Date {
  const { year, month, day } = inZone(now);
  // Midnight there is 7 or 8 hours after midnight UTC of the same date.
  const candidates = [7, 8].map((hours) => new Date(Date.UTC(year, month - 1, day + 1) + hours * HOUR_MS));
  return candidates.find((candidate) => inZone(candidate).hour === 0) ?? new Date(now.getTime() + 24 * HOUR_MS);
}
