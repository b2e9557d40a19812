import { expect, test } from "vitest";
import { shortageWords } from "#components/images/estimate-line.tsx";
import { waitingWords } from "#components/jobs/messages.ts";
import type { WaitingJob } from "#lib/db/budgets.ts";
import { affordable } from "#lib/generation/budget.ts";
import { type Budget, budgetSchema, budgetWords, hasRoom, renewedAt, tightest } from "#lib/schemas/budget.ts";
import { microsOf, typedUsd, usdText } from "#lib/schemas/money.ts";

const month: Budget = { kind: "MONTH", limit: 50, spent: 20 };
const day: Budget = { kind: "DAY", limit: 30, spent: 20 };
const none: Budget = { kind: "JOB", limit: null, spent: 1_000 };

test("a call has room where it fits into every limit, to the last millionth", () => {
  expect(hasRoom([month, day, none], 10)).toBe(true);
  expect(hasRoom([month, day, none], 11)).toBe(false);
  expect(hasRoom([none], 1_000_000)).toBe(true);
  expect(hasRoom([{ kind: "JOB", limit: 0, spent: 0 }], 0)).toBe(true);
  expect(hasRoom([{ kind: "JOB", limit: 5, spent: 9 }], 0)).toBe(false);
  expect(tightest([month, day, none])).toBe(day);
  expect(tightest([none])).toBeNull();
});

test("jobs that wait for one limit share what is left of it, oldest first", () => {
  const shared = { kind: "DAY", key: "2026-11-30", limit: 100, spent: 70 } as const;
  const job = (jobId: string, neededMicros: number, limit: number | null = null): WaitingJob => ({
    jobId,
    neededMicros,
    budgets: [shared, { kind: "JOB", key: `job:${jobId}`, limit, spent: 0 }],
  });
  expect(affordable([job("a", 20), job("b", 20), job("c", 10), job("d", 1)])).toEqual(["a", "c"]);
  expect(affordable([job("a", 20, 19), job("b", 20)])).toEqual(["b"]);
});

test("a day's budget starts again at midnight UTC, a month's on its first day, a job's never", () => {
  const now = new Date("2026-12-31T23:59:59.999Z");
  expect(renewedAt(day, now)?.toISOString()).toBe("2027-01-01T00:00:00.000Z");
  expect(renewedAt(month, now)?.toISOString()).toBe("2027-01-01T00:00:00.000Z");
  expect(renewedAt(month, new Date("2026-11-01T00:00:00Z"))?.toISOString()).toBe("2026-12-01T00:00:00.000Z");
  expect(renewedAt(none, now)).toBeNull();
});

test("the words name the limit and its amounts", () => {
  expect(budgetWords({ kind: "DAY", limit: 5_000_000, spent: 4_950_000 }, 162_000)).toBe(
    "Today's budget (UTC) is $5.00, of which $4.95 is spent or reserved. The next image may cost $0.162.",
  );
  const wait = { waitingReason: "BUDGET", waitingUntil: null };
  expect(waitingWords(wait, null)).toBe("Waiting: the budget is reached.");
  expect(waitingWords(wait, null, true)).toBe("Budget reached");
  expect(shortageWords({ highUsd: 27.4, budgetLeftUsd: 20 })).toBe(
    "$20.00 of the budget is left. If that is reached, the job waits.",
  );
  expect(shortageWords({ highUsd: 27.4, budgetLeftUsd: 27.4 })).toBeNull();
  expect(shortageWords({ highUsd: 27.4, budgetLeftUsd: null })).toBeNull();
  expect(shortageWords({ highUsd: null, budgetLeftUsd: 1 })).not.toBeNull();
});

test("a budget has up to 6 decimals and is at most a million dollars", () => {
  for (const usd of [0, 0.000_001, 0.1, 7.123_456, 999_999.999_999, 1_000_000])
    expect(budgetSchema.safeParse(usd).success, String(usd)).toBe(true);
  for (const usd of [-0.01, 0.000_000_1, 1.234_567_8, 1_000_000.01, Number.NaN, "5"])
    expect(budgetSchema.safeParse(usd).success, String(usd)).toBe(false);
  expect(microsOf(4.35)).toBe(4_350_000);
  expect([typedUsd(""), typedUsd(" 7.5 "), typedUsd("7,5")]).toEqual([null, 7.5, Number.NaN]);
  expect(usdText(1_234.5)).toBe("$1,234.50");
});
