import { expect, test } from "vitest";
import { fillPeriods, periodName, periodOf, periodsIn, presetRanges } from "#components/costs/cost-range.ts";

test("the periods to choose from are in UTC, months whole", () => {
  const ranges = presetRanges(new Date("2026-03-31T23:30:00-05:00"));
  expect(ranges).toEqual([
    { label: "This month", from: "2026-04-01", to: "2026-04-01" },
    { label: "Last month", from: "2026-03-01", to: "2026-03-31" },
    { label: "Last 30 days", from: "2026-03-03", to: "2026-04-01" },
    { label: "Last 90 days", from: "2026-01-02", to: "2026-04-01" },
    { label: "Last 365 days", from: "2025-04-02", to: "2026-04-01" },
  ]);
  const january = presetRanges(new Date("2026-01-15T00:00:00Z"));
  expect(january[1]).toEqual({ label: "Last month", from: "2025-12-01", to: "2025-12-31" });
});

test("a long period is shown by month", () => {
  expect(periodOf({ from: "2026-01-01", to: "2026-04-02" })).toBe("day");
  expect(periodOf({ from: "2026-01-01", to: "2026-04-03" })).toBe("month");
  expect(periodsIn({ from: "2026-02-27", to: "2026-03-01" })).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(periodsIn({ from: "2025-12-31", to: "2026-04-30" })).toEqual([
    ...["2025-12", "2026-01", "2026-02", "2026-03", "2026-04"],
  ]);
  expect([periodName("2026-03-01"), periodName("2026-03")]).toEqual(["1 Mar 2026", "Mar 2026"]);
});

test("days without calls are there, with the estimates of all models", () => {
  const row = { key: "2026-03-02", images: 2, settledUsd: 0.3, maybeUsd: 0.1 };
  const estimated = [
    { period: "2026-03-01", usd: 1 },
    { period: "2026-03-01", usd: 2 },
  ];
  expect(fillPeriods({ from: "2026-03-01", to: "2026-03-02" }, [row], estimated)).toEqual([
    { period: "2026-03-01", images: 0, settledUsd: 0, maybeUsd: 0, estimatedUsd: 3 },
    { period: "2026-03-02", images: 2, settledUsd: 0.3, maybeUsd: 0.1, estimatedUsd: 0 },
  ]);
});
