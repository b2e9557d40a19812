import { moved } from "#components/ui/list-order.ts";
import type { AspectRatio, ImageSize } from "#lib/schemas/picture-format.ts";
import { ownValue } from "#lib/schemas/placeholders.ts";
import type { Shot } from "#lib/schemas/shot.ts";
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
  lookId: string | null;
  /** Null for those of the image type. */
  aspectRatio: AspectRatio | null;
  imageSize: ImageSize | null;
  candidates: number;
  /** Variants, separated by commas. */
  alsoSend: string;
  model: string | undefined;
};

export type ShotsDraft = { shots: ShotDraft[]; nextKey: number };

export type ShotsAction =
  | { type: "addShot"; imageTypeId: string }
  | { type: "changeShot"; key: number; change: Partial<ShotDraft> }
  | { type: "duplicateShot"; key: number }
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
    lookId: shot.lookId ?? null,
    aspectRatio: shot.aspectRatio ?? null,
    imageSize: shot.imageSize ?? null,
    candidates: shot.candidates,
    alsoSend: shot.alsoSend.join(", "),
    model: shot.model,
  };
}

export function shotsDraftOf(shots: readonly Shot[], templates: Template[]): ShotsDraft {
  return { shots: shots.map((shot, key) => shotDraft(shot, key, templates)), nextKey: shots.length };
}

/** For the first variant that no other shot is for. */
function newShot({ shots, nextKey }: ShotsDraft, imageTypeId: string): ShotDraft {
  const taken = new Set(shots.map(({ targetVariant }) => targetVariant));
  const targetVariant = LISTING_VARIANTS.find((variant) => !taken.has(variant)) ?? "MAIN";
  return shotDraft({ variant: "MAIN", targetVariant, imageTypeId, candidates: 1, alsoSend: [] }, nextKey, []);
}

const placeOf = (shots: ShotDraft[], key: number) => shots.findIndex((shot) => shot.key === key);

/** The copy follows the shot. */
function duplicated(shots: ShotDraft[], key: number, copyKey: number): ShotDraft[] {
  return shots.flatMap((shot) => (shot.key === key ? [shot, { ...shot, key: copyKey }] : [shot]));
}

export function shotsReducer({ shots, nextKey }: ShotsDraft, action: ShotsAction): ShotsDraft {
  switch (action.type) {
    case "addShot":
      return { shots: [...shots, newShot({ shots, nextKey }, action.imageTypeId)], nextKey: nextKey + 1 };
    case "changeShot":
      return { shots: shots.map((shot) => (shot.key === action.key ? { ...shot, ...action.change } : shot)), nextKey };
    case "duplicateShot":
      return { shots: duplicated(shots, action.key, nextKey), nextKey: nextKey + 1 };
    case "moveShot":
      return { shots: moved(shots, placeOf(shots, action.key), action.by), nextKey };
    case "removeShot":
      return { shots: shots.filter(({ key }) => key !== action.key), nextKey };
  }
}

function shotOf({ key: _, ...draft }: ShotDraft): Shot {
  const { name, templateId, templateVariables, customPrompt, lookId, aspectRatio, imageSize, alsoSend, ...shot } =
    draft;
  return {
    ...shot,
    name: name.trim() || undefined,
    templateId: templateId ?? undefined,
    templateVariables: templateId ? templateVariables : undefined,
    customPrompt: customPrompt.trim() || undefined,
    lookId: lookId ?? undefined,
    aspectRatio: aspectRatio ?? undefined,
    imageSize: imageSize ?? undefined,
    alsoSend: alsoSend.split(/[\s,;]+/).filter(Boolean),
  };
}

export const shotsOf = ({ shots }: ShotsDraft): Shot[] => shots.map(shotOf);
