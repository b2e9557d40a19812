import type { JobOptions } from "#lib/schemas/job-options.ts";
import { JOB_TIERS, type JobTier, MAX_BUDGET_USD, PILOT_PRODUCTS } from "#lib/schemas/job-tiers.ts";

/** `budget`: as it is typed. */
export type OptionsDraft = { budget: string; pilot: boolean; makeAgain: boolean; tier: JobTier };

export const DEFAULT_OPTIONS: OptionsDraft = { budget: "", pilot: false, makeAgain: false, tier: "standard" };

const DECIMAL = /^\d+(?:\.\d{1,6})?$/;

/** Null for a budget that can be sent, or none. */
export function budgetProblem(budget: string): string | null {
  const text = budget.trim();
  if (text === "") return null;
  if (!DECIMAL.test(text)) return "Enter the budget in US dollars, such as 12.50.";
  return Number(text) > MAX_BUDGET_USD ? "A budget is at most 1,000,000 US dollars." : null;
}

/** What the request says of them: nothing of those that are as usual. */
export function toJobOptions({ budget, pilot, makeAgain, tier }: OptionsDraft): JobOptions {
  const hasBudget = budget.trim() !== "" && budgetProblem(budget) === null;
  return {
    ...(hasBudget && { budgetUsd: Number(budget) }),
    ...(pilot && { pilot: PILOT_PRODUCTS }),
    ...(makeAgain && { reuse: false }),
    ...(tier !== "standard" && { tier }),
  };
}

/** Of a job, or of the address, which may hold anything. */
export function draftOfOptions(options: Readonly<Record<string, unknown>>): OptionsDraft {
  const { budgetUsd, pilot, reuse, tier } = options;
  return {
    budget: typeof budgetUsd === "number" ? String(budgetUsd) : "",
    pilot: Boolean(pilot),
    makeAgain: reuse === false,
    tier: JOB_TIERS.find((each) => each === tier) ?? "standard",
  };
}
