import { currentModel } from "#lib/gemini/model-info.ts";
import { factsOf } from "#lib/gemini/models.ts";

export async function readLookFormats() {
  const { model } = await currentModel();
  const { sizes, size } = factsOf(model);
  return { sizes, size };
}
