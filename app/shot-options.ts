import type { ShotOptions } from "#components/shots/shot-fields.tsx";
import { listImageTypes } from "#lib/db/image-types.ts";
import { listLooks } from "#lib/db/looks.ts";
import { listTemplates } from "#lib/db/templates.ts";
import { factsOf } from "#lib/gemini/models.ts";
import { readModels } from "#lib/gemini/read-models.ts";

export async function readShotOptions(): Promise<ShotOptions> {
  const [imageTypes, templates, allLooks, models] = await Promise.all([
    listImageTypes(),
    listTemplates(),
    listLooks(),
    readModels(),
  ]);
  const looks = allLooks.map(({ id, name, imageSize, model, pictures }) => ({
    id,
    name,
    imageSize,
    model,
    pictures: pictures.length,
  }));
  const formatsOf = (model: string) => ({ model, ...factsOf(model) });
  const usable = models.ids.filter((model) => models.problemOf(model) === null);
  return { imageTypes, templates, looks, formats: formatsOf(models.model), models: usable.map(formatsOf) };
}
