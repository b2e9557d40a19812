import { factsOf } from "#lib/gemini/models.ts";
import { readModels } from "#lib/gemini/read-models.ts";

/** Of the model of new jobs, and of all that a look may name. */
export async function readLookFormats() {
  const { model: usual, ids, problemOf } = await readModels();
  const formatsOf = (model: string) => {
    const { sizes, size } = factsOf(model);
    return { model, sizes, size };
  };
  return { formats: formatsOf(usual), models: ids.filter((id) => problemOf(id) === null).map(formatsOf) };
}
