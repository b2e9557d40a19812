import "server-only";
import { findBudgets } from "#lib/db/budgets.ts";
import { db } from "#lib/db/client.ts";
import { changeSettings, findModelSetting, mayEditorsApprove } from "#lib/db/settings.ts";
import { AppError } from "#lib/errors.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { readModels } from "#lib/gemini/read-models.ts";
import { continueWithinBudget } from "#lib/generation/budget.ts";
import type { BudgetKind } from "#lib/schemas/budget.ts";
import { usdOf } from "#lib/schemas/money.ts";
import type { Settings, SettingsPatch } from "#lib/schemas/settings.ts";

export async function readSettings(): Promise<Settings> {
  const { model, generator } = await currentModel();
  const [budgets, chosen, editorsApprove] = await Promise.all([
    findBudgets(db, { jobId: null, model }),
    findModelSetting(),
    mayEditorsApprove(),
  ]);
  const of = (kind: BudgetKind) => {
    const { limit = null, spent = 0 } = budgets.find((budget) => budget.kind === kind) ?? {};
    return { limitUsd: limit === null ? null : usdOf(limit), spentUsd: usdOf(spent) };
  };
  const [day, month] = [of("DAY"), of("MONTH")];
  return {
    budgetDayUsd: day.limitUsd,
    budgetMonthUsd: month.limitUsd,
    spentDayUsd: day.spentUsd,
    spentMonthUsd: month.spentUsd,
    demo: generator === "demo",
    model: chosen,
    editorsApprove,
  };
}

/** What waited for a limit that was raised continues. Throws a 422 `AppError` for a model that no job may use. */
export async function patchSettings(patch: SettingsPatch): Promise<Settings> {
  const message = patch.model ? (await readModels()).problemOf(patch.model) : null;
  if (message !== null) throw new AppError("unprocessable", message, { fields: [{ path: "model", message }] });
  await changeSettings(patch);
  await continueWithinBudget();
  return readSettings();
}
