import { type Choice, valuesFor } from "#components/bulk-generate/wizard-state.ts";
import { type ShotsDraft, shotsDraftOf } from "#components/shots/shots-draft.ts";
import type { Template } from "#lib/schemas/template.ts";

/** The same as one row. Without a variant it begins with MAIN. */
export function draftOfChoice(choice: Choice, templates: Template[]): ShotsDraft {
  const { variant, imageTypeId, templateId, customPrompt, values } = choice;
  const template = templates.find(({ id }) => id === templateId);
  const source = variant ?? "MAIN";
  const shot = {
    variant: source,
    targetVariant: source,
    imageTypeId: imageTypeId ?? "",
    templateId: template?.id,
    templateVariables: template && valuesFor(template, values),
    customPrompt,
    candidates: 1,
    alsoSend: [],
  };
  return shotsDraftOf([shot], templates);
}
