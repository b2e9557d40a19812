import { z } from "zod";
import { MAX_BUDGET_USD, usdOf, usdText } from "./money.ts";

/** A product with a million is not always whole. */
const isWhole = (micros: number) => Math.abs(micros - Math.round(micros)) < 0.001;

export const budgetSchema = z
  .number("Enter an amount in US dollars.")
  .min(0, "Enter 0 or more.")
  .max(MAX_BUDGET_USD, `Enter at most ${MAX_BUDGET_USD.toLocaleString("en")}.`)
  .refine((usd) => isWhole(usd * 1_000_000), "Use at most 6 decimals.");

/** Null where there is none; in requests: removes it. */
const limitSchema = budgetSchema.nullable();

export const budgetFields = { budgetUsd: limitSchema.optional() };
export const jobChangeSchema = z.strictObject({ budgetUsd: limitSchema });
export type JobChange = z.infer<typeof jobChangeSchema>;

/** Null goes back to the default of the environment. */
export const budgetSettingFields = { budgetDayUsd: limitSchema.optional(), budgetMonthUsd: limitSchema.optional() };

export const BUDGET_KINDS = ["JOB", "DAY", "MONTH"] as const;
export type BudgetKind = (typeof BUDGET_KINDS)[number];

/** Of a job, a day or a month (UTC), in millionths of a US dollar. What is reserved counts as spent. `limit`: null without one. */
export type Budget = { kind: BudgetKind; limit: number | null; spent: number };

const leftOf = ({ limit, spent }: Budget) => (limit === null ? Number.POSITIVE_INFINITY : limit - spent);

/** The one of which least is left. Null without a limit. */
export function tightest<Each extends Budget>(budgets: Each[]): Each | null {
  const [first] = budgets.filter(({ limit }) => limit !== null).toSorted((one, other) => leftOf(one) - leftOf(other));
  return first ?? null;
}

/** May a call begin that costs at most that? */
export function hasRoom(budgets: Budget[], neededMicros: number): boolean {
  return budgets.every((budget) => neededMicros <= leftOf(budget));
}

const textOf = (micros: number) => usdText(usdOf(micros));

const NAMES: Record<BudgetKind, string> = {
  JOB: "The budget of this job",
  DAY: "Today's budget (UTC)",
  MONTH: "This month's budget (UTC)",
};
const STEPS: Record<BudgetKind, string> = {
  JOB: "Raise the job's budget, and it continues automatically.",
  DAY: "It continues automatically at 00:00 UTC, or when you raise the limit in Settings.",
  MONTH: "It continues automatically on the first of next month (UTC), or when you raise the limit in Settings.",
};

/** "Today's budget (UTC) is $5.00, of which $4.95 is spent or reserved. The next image may cost $0.162." */
export function budgetWords({ kind, limit, spent }: Budget, neededMicros: number): string {
  const used = `${NAMES[kind]} is ${textOf(limit ?? 0)}, of which ${textOf(spent)} is spent or reserved.`;
  return `${used} The next image may cost ${textOf(neededMicros)}.`;
}

/** What the seller can do about it, for what waits. */
export const budgetStep = ({ kind }: Budget): string => STEPS[kind];

/** When a new budget begins; null for that of a job. */
export function renewedAt({ kind }: Budget, now: Date): Date | null {
  if (kind === "JOB") return null;
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return new Date(kind === "DAY" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1));
}
