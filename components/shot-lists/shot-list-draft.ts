import type { AspectRatio, ImageSize } from "#lib/schemas/picture-format.ts";
import { ownValue } from "#lib/schemas/placeholders.ts";
import type { Shot } from "#lib/schemas/shot.ts";
import type { ShotListInput } from "#lib/schemas/shot-list.ts";
import type { Template } from "#lib/schemas/template.ts";
import { LISTING_VARIANTS } from "#lib/schemas/variant-names.ts";

export type ShotDraft = {
  key: number;
  name: string;
  variant: string;
  targetVariant: string;
  imageTypeId: string;
  templateId: string | null;
  templateVariables: Record<string, string>;
  customPrompt: string;
  /** Null for those of the image type. */
  aspectRatio: AspectRatio | null;
  imageSize: ImageSize | null;
  candidates: number;
  /** Variants, separated by commas. */
  alsoSend: string;
  model: string | undefined;
};

export type ShotListDraft = { name: string; description: string; shots: ShotDraft[]; nextKey: number };

export type DraftAction =
  | { type: "write"; field: "name" | "description"; value: string }
  | { type: "addShot"; imageTypeId: string }
  | { type: "changeShot"; key: number; change: Partial<ShotDraft> }
  | { type: "moveShot"; key: number; by: 1 | -1 }
  | { type: "removeShot"; key: number };

/** Without values of variables that the template no longer has: there is no field to clear them in. */
function valuesOf({ templateId, templateVariables = {} }: Shot, templates: Template[]): Record<string, string> {
  const variables = templates.find(({ id }) => id === templateId)?.variables ?? [];
  return Object.fromEntries(
    variables.flatMap(({ name }) => {
      const value = ownValue(templateVariables, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function shotDraft(shot: Shot, key: number, templates: Template[]): ShotDraft {
  return {
    key,
    name: shot.name ?? "",
    variant: shot.variant,
    targetVariant: shot.targetVariant ?? shot.variant,
    imageTypeId: shot.imageTypeId,
    templateId: shot.templateId ?? null,
    templateVariables: valuesOf(shot, templates),
    customPrompt: shot.customPrompt ?? "",
    aspectRatio: shot.aspectRatio ?? null,
    imageSize: shot.imageSize ?? null,
    candidates: shot.candidates,
    alsoSend: shot.alsoSend.join(", "),
    model: shot.model,
  };
}

/** For the first variant that no other shot is for. */
function newShot({ shots, nextKey }: ShotListDraft, imageTypeId: string): ShotDraft {
  const taken = new Set(shots.map(({ targetVariant }) => targetVariant));
  const targetVariant = LISTING_VARIANTS.find((variant) => !taken.has(variant)) ?? "MAIN";
  return shotDraft({ variant: "MAIN", targetVariant, imageTypeId, candidates: 1, alsoSend: [] }, nextKey, []);
}

/** A new list begins with one shot. */
export function draftOf(
  list: ShotListInput | undefined,
  { imageTypes, templates }: { imageTypes: { id: string }[]; templates: Template[] },
): ShotListDraft {
  if (!list) {
    const empty: ShotListDraft = { name: "", description: "", shots: [], nextKey: 0 };
    return draftReducer(empty, { type: "addShot", imageTypeId: imageTypes[0]?.id ?? "" });
  }
  const shots = list.shots.map((shot, key) => shotDraft(shot, key, templates));
  return { name: list.name, description: list.description, shots, nextKey: shots.length };
}

function moved(shots: ShotDraft[], key: number, by: 1 | -1): ShotDraft[] {
  const from = shots.findIndex((shot) => shot.key === key);
  const shot = shots[from];
  if (!shot || !shots[from + by]) return shots;
  return shots.toSpliced(from, 1).toSpliced(from + by, 0, shot);
}

export function draftReducer(draft: ShotListDraft, action: DraftAction): ShotListDraft {
  const { shots } = draft;
  switch (action.type) {
    case "write":
      return { ...draft, [action.field]: action.value };
    case "addShot":
      return { ...draft, shots: [...shots, newShot(draft, action.imageTypeId)], nextKey: draft.nextKey + 1 };
    case "changeShot":
      return { ...draft, shots: shots.map((shot) => (shot.key === action.key ? { ...shot, ...action.change } : shot)) };
    case "moveShot":
      return { ...draft, shots: moved(shots, action.key, action.by) };
    case "removeShot":
      return { ...draft, shots: shots.filter(({ key }) => key !== action.key) };
  }
}

function shotOf({ key: _, ...draft }: ShotDraft): Shot {
  const { name, templateId, templateVariables, customPrompt, aspectRatio, imageSize, alsoSend, ...shot } = draft;
  return {
    ...shot,
    name: name.trim() || undefined,
    templateId: templateId ?? undefined,
    templateVariables: templateId ? templateVariables : undefined,
    customPrompt: customPrompt.trim() || undefined,
    aspectRatio: aspectRatio ?? undefined,
    imageSize: imageSize ?? undefined,
    alsoSend: alsoSend.split(/[\s,;]+/).filter(Boolean),
  };
}

export function inputOf({ name, description, shots }: ShotListDraft): ShotListInput {
  return { name, description, shots: shots.map(shotOf) };
}
