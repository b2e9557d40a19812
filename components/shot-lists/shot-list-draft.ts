import {
  type ShotsAction,
  type ShotsDraft,
  shotsDraftOf,
  shotsOf,
  shotsReducer,
} from "#components/shots/shots-draft.ts";
import type { ShotListInput } from "#lib/schemas/shot-list.ts";
import type { Template } from "#lib/schemas/template.ts";

export type ShotListDraft = ShotsDraft & { name: string; description: string };

export type DraftAction = { type: "write"; field: "name" | "description"; value: string } | ShotsAction;

/** A new list begins with one shot. */
export function draftOf(
  list: ShotListInput | undefined,
  { imageTypes, templates }: { imageTypes: { id: string }[]; templates: Template[] },
): ShotListDraft {
  const draft = { name: list?.name ?? "", description: list?.description ?? "" };
  if (list) return { ...draft, ...shotsDraftOf(list.shots, templates) };
  const first: ShotsAction = { type: "addShot", imageTypeId: imageTypes[0]?.id ?? "" };
  return { ...draft, ...shotsReducer({ shots: [], nextKey: 0 }, first) };
}

export function draftReducer(draft: ShotListDraft, action: DraftAction): ShotListDraft {
  if (action.type === "write") return { ...draft, [action.field]: action.value };
  return { ...draft, ...shotsReducer(draft, action) };
}

export function inputOf({ name, description, ...draft }: ShotListDraft): ShotListInput {
  return { name, description, shots: shotsOf(draft) };
}
