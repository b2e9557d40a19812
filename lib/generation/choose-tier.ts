import "server-only";
import { AppError } from "#lib/errors.ts";
import { offeredTiers } from "#lib/gemini/offered-tiers.ts";
import { type AskedTier, DEFAULT_DEADLINE_HOURS, TIER_NAMES } from "#lib/schemas/job-tiers.ts";
import type { FieldError } from "#lib/schemas/problem.ts";
import type { JobTier, TierChoice } from "#lib/schemas/tier.ts";

export const STANDARD_TIER: JobTier = {
  tier: "standard",
  switchAfterMinutes: null,
  deadlineHours: null,
  thenTier: null,
};

function problemsOf({ tier = "standard", thenTier, ...choice }: TierChoice, models: Set<string>): FieldError[] {
  const problems: FieldError[] = [];
  const notOffered = (path: string, name: AskedTier) => {
    for (const model of models)
      if (!offeredTiers(model).includes(name))
        problems.push({ path, message: `${model} has no ${TIER_NAMES[name]} price.` });
  };
  const onlyFor = (path: "switchAfterMinutes" | "deadlineHours" | "thenTier", value: unknown, only: AskedTier) => {
    if (value !== undefined && tier !== only) problems.push({ path, message: `Only jobs of tier ${only} have it.` });
  };
  notOffered("tier", tier);
  if (thenTier) notOffered("thenTier", thenTier);
  onlyFor("switchAfterMinutes", choice.switchAfterMinutes, "flex");
  onlyFor("deadlineHours", choice.deadlineHours, "batch");
  onlyFor("thenTier", thenTier, "batch");
  return problems;
}

/** `models`: those of a job's shots. Throws a 422 `AppError` where one of them is not offered in the tier. */
export function chooseTier(choice: TierChoice, models: string[]): JobTier {
  const fields = problemsOf(choice, new Set(models));
  if (fields.length > 0)
    throw new AppError("unprocessable", fields.map(({ message }) => message).join(" "), { fields });
  const { tier = "standard", switchAfterMinutes = null } = choice;
  const isBatch = tier === "batch";
  return {
    tier,
    switchAfterMinutes,
    deadlineHours: isBatch ? (choice.deadlineHours ?? DEFAULT_DEADLINE_HOURS) : null,
    thenTier: isBatch ? (choice.thenTier ?? "standard") : null,
  };
}
