import { z } from "zod";
import { budgetSchema, budgetSettingFields } from "./budget.ts";
import { modelIdSchema } from "./model.ts";

/** The limits in force: those that a person set, else those of the environment. */
export const budgetsSchema = z.object({
  budgetDayUsd: budgetSchema.nullable(),
  budgetMonthUsd: budgetSchema.nullable(),
  /** What is spent or reserved of them, also without a limit. */
  spentDayUsd: z.number(),
  spentMonthUsd: z.number(),
  /** It is pretended money of the demo model. */
  demo: z.boolean(),
});
export type Budgets = z.infer<typeof budgetsSchema>;

/** `model`: that of new jobs which name none; null for that of the configuration. */
export const settingsSchema = budgetsSchema.extend({ model: z.string().nullable() });

const budgetsPatchSchema = z.strictObject(budgetSettingFields);
export type BudgetsPatch = z.infer<typeof budgetsPatchSchema>;
export const settingsPatchSchema = budgetsPatchSchema.extend({ model: modelIdSchema.nullable().optional() });
