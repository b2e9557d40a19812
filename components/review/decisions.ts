import type { Tile } from "#components/review/tiles.ts";
import { MAX_REVIEWED_AT_ONCE } from "#lib/schemas/limits.ts";
import type { BulkReviewRequest, Decision, Review } from "#lib/schemas/review.ts";

export const UNREVIEWED: Review = { decision: "none", note: null, by: null, at: null };

export type Change = { imageId: string; before: Review; after: Review };

export type Step = {
  changes: readonly Change[];
  /** The images, as they were, that other versions were asked of. */
  remade?: readonly Tile[];
  /** Undoes a step that is neither; throws `ApiError`. `tileId`: the one tile that it is about. */
  revert?: () => Promise<void>;
  tileId?: string;
  said: string;
};

export type Decisions = { reviews: ReadonlyMap<string, Review>; steps: readonly Step[] };

export const NO_DECISIONS: Decisions = { reviews: new Map(), steps: [] };

export type DecisionsAction =
  | { type: "decided"; step: Step }
  | { type: "refused"; step: Step }
  | { type: "undone"; step: Step }
  /** The server could not undo it. */
  | { type: "kept"; step: Step };

type Side = "before" | "after";

/** Where `only` is given, only images that still have that side's review. */
function setReviews({ reviews }: Decisions, { changes }: Step, to: Side, only?: Side): ReadonlyMap<string, Review> {
  const next = new Map(reviews);
  for (const change of changes)
    if (!only || next.get(change.imageId) === change[only]) next.set(change.imageId, change[to]);
  return next;
}

export function reduceDecisions(state: Decisions, { type, step }: DecisionsAction): Decisions {
  const others = state.steps.filter((other) => other !== step);
  switch (type) {
    case "decided":
      return { reviews: setReviews(state, step, "after"), steps: [...state.steps, step] };
    case "refused":
      return { reviews: setReviews(state, step, "before", "after"), steps: others };
    case "undone":
      return { reviews: setReviews(state, step, "before"), steps: others };
    case "kept":
      return { reviews: setReviews(state, step, "after", "before"), steps: [...others, step] };
  }
}

/** Stands until the server has said who decided, and when exactly. */
export function newReview(decision: Decision, note: string, now: Date): Review {
  return { decision, note: note || null, by: null, at: now.toISOString() };
}

/** Null where the step is about none or several. */
export function onlyIdOf({ changes, remade = [], tileId }: Step): string | null {
  const ids = [...changes.map(({ imageId }) => imageId), ...remade.map(({ id }) => id), ...(tileId ? [tileId] : [])];
  return ids.length === 1 ? (ids[0] ?? null) : null;
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
