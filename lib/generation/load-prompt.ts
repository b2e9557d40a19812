import "server-only";
import { findImageType } from "#lib/db/image-types.ts";
import { findTemplate } from "#lib/db/templates.ts";
import { AppError } from "#lib/errors.ts";
import { type PromptPlan, planPrompt } from "#lib/generation/prompts.ts";
import type { ImageType, Template } from "#lib/schemas/template.ts";

type Choice = {
  imageTypeId: string;
  templateId?: string | undefined;
  customPrompt?: string | undefined;
  templateVariables?: Record<string, string> | undefined;
};

export type LoadedPrompt = { imageType: ImageType; template: Template | null; plan: PromptPlan };

/** A 422 for something named in the body that does not exist. */
export function unknownIn(path: string, what: string): AppError {
  const message = `There is no such ${what}.`;
  return new AppError("unprocessable", message, { fields: [{ path, message }] });
}

/** Reads the image type and the template of a request and settles its prompt. Throws a 422 `AppError`. */
export async function loadPrompt(choice: Choice): Promise<LoadedPrompt> {
  const [imageType, template] = await Promise.all([
    findImageType(choice.imageTypeId),
    choice.templateId ? findTemplate(choice.templateId) : null,
  ]);
  if (!imageType) throw unknownIn("imageTypeId", "image type");
  if (choice.templateId && !template) throw unknownIn("templateId", "template");
  return { imageType, template, plan: planPrompt(imageType, template, choice) };
}
