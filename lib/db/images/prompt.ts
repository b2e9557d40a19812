import { z } from "zod";
import { fillPrompt, productValuesSchema, promptPlanSchema } from "#lib/schemas/prompt.ts";

/** Where the prompt of a task comes from: its own text, else the plan of its job's shot and the values of its product. */
export const storedPromptSchema = z.object({ prompt: z.string().nullable(), values: z.unknown(), plan: z.unknown() });

export function promptOf({ prompt, values, plan }: z.infer<typeof storedPromptSchema>): string {
  return prompt ?? fillPrompt(promptPlanSchema.parse(plan), productValuesSchema.parse(values ?? {}));
}
