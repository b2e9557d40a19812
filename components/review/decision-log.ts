import {
  type DecisionsAction,
  NO_DECISIONS,
  newReview,
  reduceDecisions,
  requestsOf,
  type Step,
} from "#components/review/decisions.ts";
import { namesOf } from "#components/review/messages.ts";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { createStore } from "#components/ui/store.ts";
import type { BulkReviewRequest, Decision, ReviewImage } from "#lib/schemas/review.ts";

const SAID: Record<Decision, string> = { approve: "Approved", reject: "Rejected", none: "Review cleared:" };

const DECIDE: Record<Decision, string> = { approve: "approve", reject: "reject", none: "clear the review of" };

const firstLower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

export type DecisionEffects = {
  /** Throws `ApiError`. */
  send: (request: BulkReviewRequest) => Promise<unknown>;
  /** Replaces the message before. */
  say: (message: string, undo: (() => void) | null) => void;
  complain: (message: string) => void;
  onSent: () => void;
  onUndone: (step: Step) => void;
};

/** Shown at once, sent one after the other, undone step by step. */
export function createDecisionLog({ send, say, complain, onSent, onUndone }: DecisionEffects) {
  const store = createStore(NO_DECISIONS);
  const queue = createQueue();
  const apply = (action: DecisionsAction) => store.set((decisions) => reduceDecisions(decisions, action));

  async function inTurn(work: () => Promise<void>, failure: string, onFailure: DecisionsAction) {
    try {
      await queue.add(work);
    } catch (error) {
      apply(onFailure);
      complain(`${failure} ${reasonOf(error)}`);
    }
    onSent();
  }

  async function put(step: Step, side: "before" | "after") {
    for (const request of requestsOf(step, side)) await send(request);
  }

  async function revert(step: Step) {
    await put(step, "before");
    await step.revert?.();
  }

  /** Null where there is nothing to undo. */
  function undo(step = store.get().steps.at(-1)): Step | null {
    if (!step || !store.get().steps.includes(step)) return null;
    apply({ type: "undone", step });
    say(`Undone: ${firstLower(step.said)}.`, null);
    onUndone(step);
    const isSent = step.changes.length > 0 || step.revert !== undefined;
    const failure = `Couldn't undo: ${firstLower(step.said)}.`;
    if (isSent) void inTurn(() => revert(step), failure, { type: "kept", step });
    return step;
  }

  function remember(step: Step) {
    apply({ type: "decided", step });
    say(`${step.said}.`, () => undo(step));
  }

  function decide(images: readonly ReviewImage[], decision: Decision, note = "") {
    const after = newReview(decision, note.trim(), new Date());
    const changes = images.map(({ id, review }) => ({ imageId: id, before: review, after }));
    if (changes.length === 0) return;
    const step = { changes, said: `${SAID[decision]} ${namesOf(images)}` };
    remember(step);
    const failure = `Couldn't ${DECIDE[decision]} ${namesOf(images)}.`;
    void inTurn(() => put(step, "after"), failure, { type: "refused", step });
  }

  return {
    ...{ store, decide, undo, remember },
    forget: (step: Step) => apply({ type: "refused", step }),
    /** Resolves once the server knows of all that was decided. */
    settled: queue.settled,
  };
}
