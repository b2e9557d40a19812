import type { ShotOptions } from "#components/shots/shot-fields.tsx";
import { listImageTypes } from "#lib/db/image-types.ts";
import { listTemplates } from "#lib/db/templates.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { factsOf } from "#lib/gemini/models.ts";

export async function readShotOptions(): Promise<ShotOptions> {
  const [imageTypes, templates, { model }] = await Promise.all([listImageTypes(), listTemplates(), currentModel()]);
  return { imageTypes, templates, formats: { model, ...factsOf(model) } };
}
