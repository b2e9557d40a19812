import type { Costs } from "#lib/schemas/cost.ts";

const DAY_MS = 86_400_000;
/** Of more days the bars would be too thin: then there is one for each month. */
const MAX_DAYS_SHOWN = 92;

export type Range = { from: string; to: string };

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const daysIn = ({ from, to }: Range) => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** In UTC, as the days of the ledger. */
export function presetRanges(now: Date): (Range & { label: string })[] {
  const today = dayOf(now.getTime());
  const since = (days: number) => dayOf(Date.parse(today) - (days - 1) * DAY_MS);
  const firstOf = (monthsAgo: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, 1);
  return [
    { label: "This month", from: dayOf(firstOf(0)), to: today },
    { label: "Last month", from: dayOf(firstOf(1)), to: dayOf(firstOf(0) - DAY_MS) },
    { label: "Last 30 days", from: since(30), to: today },
    { label: "Last 90 days", from: since(90), to: today },
    { label: "Last 365 days", from: since(365), to: today },
  ];
}

export const periodOf = (range: Range): "day" | "month" => (daysIn(range) > MAX_DAYS_SHOWN ? "month" : "day");

/** Its days or months, those without calls included. */
export function periodsIn(range: Range): string[] {
  const first = Date.parse(range.from);
  const days = Array.from({ length: daysIn(range) }, (_, index) => dayOf(first + index * DAY_MS));
  return periodOf(range) === "day" ? days : [...new Set(days.map((day) => day.slice(0, 7)))];
}

/** "1 Nov 2026", "Nov 2026" */
export function periodName(period: string): string {
  const day = period.length === "2026-11".length ? {} : ({ day: "numeric" } as const);
  return new Date(period).toLocaleDateString("en-GB", { ...day, month: "short", year: "numeric", timeZone: "UTC" });
}

type Row = Costs["rows"][number];
/** `estimatedUsd`: of the jobs that were started then. */
export type Period = Omit<Row, "key"> & { period: string; estimatedUsd: number };

export function fillPeriods(
  range: Range,
  rows: readonly Row[],
  estimated: readonly { period: string; usd: number }[],
): Period[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return periodsIn(range).map((period) => {
    const { images = 0, settledUsd = 0, maybeUsd = 0 } = byKey.get(period) ?? {};
    const estimatedUsd = estimated.reduce((sum, each) => sum + (each.period === period ? each.usd : 0), 0);
    return { period, images, settledUsd, maybeUsd, estimatedUsd };
  });
}
