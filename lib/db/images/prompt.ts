import { fillPrompt, productValuesSchema, promptPlanSchema } from "#lib/schemas/prompt-plan.ts";

/** Where the prompt of a task comes from: its own text, else the plan of its job's shot and the values of its product. */
export type StoredPrompt = { prompt: string | null; values: unknown; plan: unknown };

export function promptOf({ prompt, values, plan }: StoredPrompt): string {
  return prompt ?? fillPrompt(promptPlanSchema.parse(plan), productValuesSchema.parse(values ?? {}));
}
