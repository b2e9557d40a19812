import { z } from "zod";
import { budgetSchema, budgetSettingFields } from "./budget.ts";

/** The limits in force: those that a person set, else those of the environment. */
export const settingsSchema = z.object({
  budgetDayUsd: budgetSchema.nullable(),
  budgetMonthUsd: budgetSchema.nullable(),
  /** What is spent or reserved of them, also without a limit. */
  spentDayUsd: z.number(),
  spentMonthUsd: z.number(),
  /** It is pretended money of the demo model. */
  demo: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatchSchema = z.strictObject(budgetSettingFields);
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
