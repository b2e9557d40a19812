import {
  currentRequestsOf,
  type DecisionsAction,
  NO_DECISIONS,
  newReview,
  pickOf,
  reduceDecisions,
  requestsOf,
  type Step,
} from "#components/review/decisions.ts";
import { namesOf } from "#components/review/messages.ts";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { createStore } from "#components/ui/store.ts";
import type { ImageChange } from "#lib/schemas/image.ts";
import type { BulkReviewRequest, Decision, ReviewImage } from "#lib/schemas/review.ts";

const SAID: Record<Decision, string> = { approve: "Approved", reject: "Rejected", none: "Review cleared:" };

const DECIDE: Record<Decision, string> = { approve: "approve", reject: "reject", none: "clear the review of" };

const firstLower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

export type DecisionEffects = {
  /** Throws `ApiError`. */
  send: (request: BulkReviewRequest) => Promise<unknown>;
  /** Throws `ApiError`. */
  change: (imageId: string, body: ImageChange) => Promise<unknown>;
  /** Replaces the message before. */
  say: (message: string, undo: (() => void) | null) => void;
  complain: (message: string) => void;
  onSent: () => void;
  onUndone: (step: Step) => void;
};

/** `names`: the images in words; `hint`: a sentence that the message ends with. */
type Words = { names?: string; hint?: string | undefined };

function decisionOf(images: readonly ReviewImage[], decision: Decision, note: string, names: string): Step {
  const after = newReview(decision, note.trim(), new Date());
  const changes = images.map(({ id, review }) => ({ imageId: id, before: review, after }));
  return { changes, said: `${SAID[decision]} ${names}` };
}

function createSender({ send, change }: Pick<DecisionEffects, "send" | "change">) {
  async function put(step: Step, side: "before" | "after") {
    for (const request of requestsOf(step, side)) await send(request);
    for (const { imageId, body } of currentRequestsOf(step, side)) await change(imageId, body);
  }

  /** A decision that was sent goes with the change of the current image that was refused. */
  async function begin(step: Step) {
    try {
      await put(step, "after");
    } catch (error) {
      if (step.current && step.changes.length > 0) await put(step, "before").catch(() => undefined);
      throw error;
    }
  }
  return { put, begin };
}

/** Shown at once, sent one after the other, undone step by step. */
export function createDecisionLog({ say, complain, onSent, onUndone, ...requests }: DecisionEffects) {
  const { put, begin } = createSender(requests);
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
    const isSent = step.changes.length > 0 || step.current || step.revert;
    if (isSent) void inTurn(() => revert(step), `Couldn't undo: ${firstLower(step.said)}.`, { type: "kept", step });
    return step;
  }

  function remember(step: Step, hint?: string) {
    apply({ type: "decided", step });
    say([`${step.said}.`, ...(hint ? [hint] : [])].join(" "), () => undo(step));
  }

  function carryOut(step: Step, failure: string, hint?: string) {
    remember(step, hint);
    void inTurn(() => begin(step), failure, { type: "refused", step });
  }

  function decide(images: readonly ReviewImage[], decision: Decision, note = "", { names, hint }: Words = {}) {
    if (images.length === 0) return;
    const about = names ?? namesOf(images);
    carryOut(decisionOf(images, decision, note, about), `Couldn't ${DECIDE[decision]} ${about}.`, hint);
  }

  /** `images`: all for its product and variant. */
  function pick(images: readonly ReviewImage[], pickedId: string, names: string) {
    carryOut(pickOf(images, pickedId, `Picked ${names}`), `Couldn't pick ${names}.`);
  }

  return {
    ...{ store, decide, pick, undo, remember: (step: Step) => remember(step) },
    forget: (step: Step) => apply({ type: "refused", step }),
    /** Resolves once the server knows of all that was decided. */
    settled: queue.settled,
  };
}
