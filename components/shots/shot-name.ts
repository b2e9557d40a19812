import type { ShotDraft } from "#components/shots/shots-draft.ts";

type Named = { id: string; name: string };

/** Without one of its own it is that of the template or image type, as in the job. */
export function shotName(
  { name, templateId, imageTypeId }: Pick<ShotDraft, "name" | "templateId" | "imageTypeId">,
  { templates, imageTypes }: { templates: readonly Named[]; imageTypes: readonly Named[] },
): string {
  const given = templates.find(({ id }) => id === templateId) ?? imageTypes.find(({ id }) => id === imageTypeId);
  return name.trim() || (given?.name ?? "Shot");
}
