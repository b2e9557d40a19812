import type { Tile } from "#components/review/tiles.ts";
import type { ImageChange } from "#lib/schemas/image.ts";
import { MAX_REVIEWED_AT_ONCE } from "#lib/schemas/limits.ts";
import type { BulkReviewRequest, Decision, Review, ReviewImage } from "#lib/schemas/review.ts";

export const UNREVIEWED: Review = { decision: "none", note: null, by: null, at: null };

type Changed<Value> = { imageId: string; before: Value; after: Value };
export type Change = Changed<Review>;

export type Step = {
  changes: readonly Change[];
  /** Which of the images for a product's variant are current. */
  current?: readonly Changed<boolean>[];
  /** The images, as they were, that other versions were asked of. */
  remade?: readonly Tile[];
  /** Undoes a step that is neither; throws `ApiError`. `tileId`: the one tile that it is about. */
  revert?: () => Promise<void>;
  tileId?: string;
  said: string;
};

export type Decisions = {
  reviews: ReadonlyMap<string, Review>;
  /** By image: is it current? */
  current: ReadonlyMap<string, boolean>;
  steps: readonly Step[];
};

export const NO_DECISIONS: Decisions = { reviews: new Map(), current: new Map(), steps: [] };

export type DecisionsAction =
  | { type: "decided"; step: Step }
  | { type: "refused"; step: Step }
  | { type: "undone"; step: Step }
  /** The server could not undo it. */
  | { type: "kept"; step: Step };

type Side = "before" | "after";

/** Where `only` is given, only images that still are as that side says. */
function setSide({ reviews, current }: Decisions, step: Step, to: Side, only?: Side) {
  function changed<Value>(values: ReadonlyMap<string, Value>, changes: readonly Changed<Value>[] = []) {
    const next = new Map(values);
    for (const change of changes)
      if (!only || next.get(change.imageId) === change[only]) next.set(change.imageId, change[to]);
    return next;
  }
  return { reviews: changed(reviews, step.changes), current: changed(current, step.current) };
}

export function reduceDecisions(state: Decisions, { type, step }: DecisionsAction): Decisions {
  const others = state.steps.filter((other) => other !== step);
  switch (type) {
    case "decided":
      return { ...setSide(state, step, "after"), steps: [...state.steps, step] };
    case "refused":
      return { ...setSide(state, step, "before", "after"), steps: others };
    case "undone":
      return { ...setSide(state, step, "before"), steps: others };
    case "kept":
      return { ...setSide(state, step, "after", "before"), steps: [...others, step] };
  }
}

/** Stands until the server has said who decided, and when exactly. */
export function newReview(decision: Decision, note: string, now: Date): Review {
  return { decision, note: note || null, by: null, at: now.toISOString() };
}

/** The images that a step is about, the picked one first. */
export function idsOf({ changes, current = [], remade = [], tileId }: Step): string[] {
  const picked = current.filter(({ after }) => after).map(({ imageId }) => imageId);
  const ids = [...changes.map(({ imageId }) => imageId), ...remade.map(({ id }) => id), ...(tileId ? [tileId] : [])];
  return [...new Set([...picked, ...ids])];
}

/** Null where the step is about none or several. */
export function onlyIdOf(step: Step): string | null {
  const ids = idsOf(step);
  return ids.length === 1 ? (ids[0] ?? null) : null;
}

/**
 * Picks one of the images for a product's variant. The others lose an approval, of which there can be one, and the picked one a
 * rejection.
 */
export function pickOf(images: readonly ReviewImage[], pickedId: string, said: string): Step {
  const after = newReview("none", "", new Date());
  const changes = images
    .filter(({ id, review }) => review.decision === (id === pickedId ? "reject" : "approve"))
    .map(({ id, review }) => ({ imageId: id, before: review, after }));
  const current = images.map((image) => ({ imageId: image.id, before: image.current, after: image.id === pickedId }));
  return { changes, current, said };
}

type CurrentRequest = { imageId: string; body: ImageChange };

/** One where one image is current then; where none or several are, one for each that changes. */
export function currentRequestsOf({ current = [] }: Step, side: Side): CurrentRequest[] {
  const [only, ...others] = current.filter((change) => change[side]);
  if (only && others.length === 0) return [{ imageId: only.imageId, body: { current: true } }];
  return current
    .filter(({ before, after }) => before !== after)
    .map((change) => ({
      imageId: change.imageId,
      body: change[side] ? { current: true, scope: "versions" } : { current: false },
    }));
}

/** One for each decision and note, of at most 10,000 images. */
export function requestsOf({ changes }: Step, side: Side): BulkReviewRequest[] {
  const groups = Map.groupBy(changes, (change) => JSON.stringify([change[side].decision, change[side].note]));
  return [...groups.values()].flatMap((group) => {
    const ids = group.map(({ imageId }) => imageId);
    const { decision, note } = group[0]?.[side] ?? UNREVIEWED;
    const parts = Array.from({ length: Math.ceil(ids.length / MAX_REVIEWED_AT_ONCE) }, (_, part) =>
      ids.slice(part * MAX_REVIEWED_AT_ONCE, (part + 1) * MAX_REVIEWED_AT_ONCE),
    );
    return parts.map((imageIds) => ({ imageIds, decision, ...(note ? { note } : {}) }));
  });
}
