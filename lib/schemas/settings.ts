import { z } from "zod";
import { budgetSchema, budgetSettingFields } from "./budget.ts";
import { modelIdSchema } from "./model.ts";

export const settingsSchema = z.object({
  /** The limits in force: those that a person set, else those of the environment. */
  budgetDayUsd: budgetSchema.nullable(),
  budgetMonthUsd: budgetSchema.nullable(),
  /** What is spent or reserved of them, also without a limit. */
  spentDayUsd: z.number(),
  spentMonthUsd: z.number(),
  /** It is pretended money of the demo model. */
  demo: z.boolean(),
  /** That of new jobs which name none; null for that of the configuration. */
  model: z.string().nullable(),
  /** May editors approve and reject images? Only with accounts. */
  editorsApprove: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatchSchema = z.strictObject({
  ...budgetSettingFields,
  model: modelIdSchema.nullable().optional(),
  editorsApprove: z.boolean().optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
