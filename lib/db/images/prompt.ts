import { z } from "zod";
import { fillPrompt, productValuesSchema, promptPlanSchema } from "#lib/schemas/prompt.ts";

export const storedPromptSchema = z.object({ prompt: z.string().nullable(), values: z.unknown(), plan: z.unknown() });

export function promptOf({ prompt, values, plan }: z.infer<typeof storedPromptSchema>): string {
  return prompt ?? fillPrompt(promptPlanSchema.parse(plan), productValuesSchema.parse(values ?? {}));
}
