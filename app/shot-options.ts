import type { ShotOptions } from "#components/shots/shot-fields.tsx";
import { listImageTypes } from "#lib/db/image-types.ts";
import { listLooks } from "#lib/db/looks.ts";
import { listTemplates } from "#lib/db/templates.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { factsOf } from "#lib/gemini/models.ts";

export async function readShotOptions(): Promise<ShotOptions> {
  const [imageTypes, templates, allLooks, { model }] = await Promise.all([
    listImageTypes(),
    listTemplates(),
    listLooks(),
    currentModel(),
  ]);
  const looks = allLooks.map(({ id, name, imageSize, pictures }) => ({
    id,
    name,
    imageSize,
    pictures: pictures.length,
  }));
  return { imageTypes, templates, looks, formats: { model, ...factsOf(model) } };
}
