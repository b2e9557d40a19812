import type { FieldError } from "#lib/schemas/problem.ts";

type Named = { id: string };
export type PromptOptions = { imageTypes: Named[]; templates: Named[]; looks: Named[] };

/** Image types, templates and looks of shots that are deleted, with the path of each. An empty id is one still to be chosen. */
export function missingChoices(
  shots: { imageTypeId: string; templateId?: string | null | undefined; lookId?: string | null | undefined }[],
  { imageTypes, templates, looks }: PromptOptions,
): FieldError[] {
  const types = new Set(imageTypes.map(({ id }) => id));
  const prompts = new Set(templates.map(({ id }) => id));
  const styles = new Set(looks.map(({ id }) => id));
  return shots.flatMap(({ imageTypeId, templateId, lookId }, index) => [
    ...(imageTypeId === "" || types.has(imageTypeId)
      ? []
      : [{ path: `shots.${index}.imageTypeId`, message: "This image type was deleted. Choose another one." }]),
    ...(!templateId || prompts.has(templateId)
      ? []
      : [{ path: `shots.${index}.templateId`, message: "This template was deleted. Choose another one, or none." }]),
    ...(!lookId || styles.has(lookId)
      ? []
      : [{ path: `shots.${index}.lookId`, message: "This look was deleted. Choose another one, or none." }]),
  ]);
}

/** The places, from 0, of the shots that have an error. */
export function shotsWithErrors(fields: FieldError[]): number[] {
  return [...new Set(fields.flatMap(({ path }) => /^shots\.(\d+)(?:\.|$)/.exec(path)?.[1] ?? []))].map(Number);
}
