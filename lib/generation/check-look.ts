import "server-only";
import { readModels } from "#lib/gemini/read-models.ts";
import { modelProblems, refuse } from "#lib/generation/plan-job.ts";
import { formatProblems } from "#lib/generation/shot-format.ts";
import type { Look, LookPatch } from "#lib/schemas/look.ts";
import { placeholdersOf } from "#lib/schemas/placeholders.ts";
import { isProductVariable } from "#lib/schemas/product-variables.ts";

/** `stored`: the look that is changed. Throws a 422 `AppError` where no job could use it. */
export async function checkLook({ prompt = "", ...patch }: LookPatch, stored: Look | null = null): Promise<void> {
  const models = await readModels();
  const { model: own, imageSize } = { ...stored, ...patch };
  const unknown = placeholdersOf(prompt).filter((name) => !isProductVariable(name));
  const problems = [
    ...unknown.map((name) => ({ path: "prompt", message: `Unknown variable {{${name}}}.` })),
    ...((patch.model && modelProblems(patch.model, models)) || formatProblems({ imageSize }, own ?? models.model)),
  ];
  if (problems.length > 0) throw refuse(problems);
}
