import type { JobOptions } from "#lib/schemas/job-options.ts";
import {
  ASKED_TIERS,
  type AskedTier,
  LATE_TIERS,
  type LateTier,
  MAX_DEADLINE_HOURS,
  MAX_SWITCH_MINUTES,
} from "#lib/schemas/job-tiers.ts";
import { PILOT_PRODUCTS } from "#lib/schemas/limits.ts";
import { MAX_BUDGET_USD } from "#lib/schemas/money.ts";

/** Numbers as they are typed. */
export type OptionsDraft = {
  budget: string;
  pilot: boolean;
  makeAgain: boolean;
  tier: AskedTier;
  /** Minutes, of flex. */
  switchAfter: string;
  /** Hours, of a batch. */
  deadline: string;
  thenTier: LateTier;
};

export const DEFAULT_OPTIONS: OptionsDraft = {
  ...{ budget: "", pilot: false, makeAgain: false, tier: "standard" },
  ...{ switchAfter: "", deadline: "", thenTier: "standard" },
};

const DECIMAL = /^\d+(?:\.\d{1,6})?$/;
const WHOLE = /^\d{1,6}$/;

/** Null for a budget that can be sent, or none. */
export function budgetProblem(budget: string): string | null {
  const text = budget.trim();
  if (text === "") return null;
  if (!DECIMAL.test(text)) return "Enter the budget in US dollars, such as 12.50.";
  return Number(text) > MAX_BUDGET_USD ? "A budget is at most 1,000,000 US dollars." : null;
}

function wholeProblem(value: string, max: number, unit: string): string | null {
  const text = value.trim();
  const isRight = text === "" || (WHOLE.test(text) && Number(text) >= 1 && Number(text) <= max);
  return isRight ? null : `Enter 1 to ${max} ${unit}.`;
}

/** Of those that the tier has. */
export const switchProblem = ({ tier, switchAfter }: OptionsDraft) =>
  tier === "flex" ? wholeProblem(switchAfter, MAX_SWITCH_MINUTES, "minutes") : null;
export const deadlineProblem = ({ tier, deadline }: OptionsDraft) =>
  tier === "batch" ? wholeProblem(deadline, MAX_DEADLINE_HOURS, "hours") : null;

export function optionsProblem(draft: OptionsDraft): string | null {
  return budgetProblem(draft.budget) ?? switchProblem(draft) ?? deadlineProblem(draft);
}

/** What the request says of them: nothing of those that are as usual, nor of those that can't be sent. */
export function toJobOptions(draft: OptionsDraft): JobOptions {
  const { budget, pilot, makeAgain, tier, switchAfter, deadline, thenTier } = draft;
  const has = (value: string, problem: string | null) => value.trim() !== "" && problem === null;
  return {
    ...(has(budget, budgetProblem(budget)) && { budgetUsd: Number(budget) }),
    ...(pilot && { pilot: PILOT_PRODUCTS }),
    ...(makeAgain && { reuse: false }),
    ...(tier !== "standard" && { tier }),
    ...(tier === "flex" && has(switchAfter, switchProblem(draft)) && { switchAfterMinutes: Number(switchAfter) }),
    ...(tier === "batch" && has(deadline, deadlineProblem(draft)) && { deadlineHours: Number(deadline) }),
    ...(tier === "batch" && thenTier !== "standard" && { thenTier }),
  };
}

const typed = (value: unknown) => (typeof value === "number" ? String(value) : "");

/** Of a job, or of the address, which may hold anything. */
export function draftOfOptions(options: Readonly<Record<string, unknown>>): OptionsDraft {
  return {
    budget: typed(options.budgetUsd),
    pilot: Boolean(options.pilot),
    makeAgain: options.reuse === false,
    tier: ASKED_TIERS.find((tier) => tier === options.tier) ?? "standard",
    switchAfter: typed(options.switchAfterMinutes),
    deadline: typed(options.deadlineHours),
    thenTier: LATE_TIERS.find((tier) => tier === options.thenTier) ?? "standard",
  };
}
