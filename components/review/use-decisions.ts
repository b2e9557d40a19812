"use client";

import { useRef, useState } from "react";
import { toast } from "sonner";
import {
  type DecisionsAction,
  NO_DECISIONS,
  newReview,
  reduceDecisions,
  requestsOf,
  type Step,
} from "#components/review/decisions.ts";
import { namesOf } from "#components/review/review-words.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { bulkReviewResponseSchema, type Decision, type ReviewImage } from "#lib/schemas/review.ts";

/** One message at a time: the last thing that was decided. */
const MESSAGE = "decision";
const UNDO_MS = 8_000;

const SAID: Record<Decision, string> = { approve: "Approved", reject: "Rejected", none: "Review cleared:" };

const DECIDE: Record<Decision, string> = { approve: "approve", reject: "reject", none: "clear the review of" };

const firstLower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

type Reactions = {
  /** The server has answered. */
  onSent: () => void;
  onUndone: (step: Step) => void;
};

/** Decides about images: shown at once, sent one after the other, undone step by step. */
export function useDecisions({ onSent, onUndone }: Reactions) {
  const latest = useRef(NO_DECISIONS);
  const [decisions, setDecisions] = useState(NO_DECISIONS);
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  function apply(action: DecisionsAction) {
    latest.current = reduceDecisions(latest.current, action);
    setDecisions(latest.current);
  }

  /** Sends what `work` sends after all that was decided before. */
  async function inTurn(work: () => Promise<void>, failure: string, onFailure: DecisionsAction) {
    const sent = queue.current.then(work);
    queue.current = sent.catch(() => undefined);
    try {
      await sent;
    } catch (error) {
      apply(onFailure);
      const reason = error instanceof ApiError ? error.message : "The server's answer can't be read.";
      toast.error(`${failure} ${reason}`, { id: MESSAGE });
    }
    onSent();
  }

  async function put(step: Step, side: "before" | "after") {
    for (const request of requestsOf(step, side)) await send("/api/images/review", bulkReviewResponseSchema, request);
  }

  /** Undoes the last step, or that one; returns it, or null where there is none. */
  function undo(step = latest.current.steps.at(-1)): Step | null {
    if (!step || !latest.current.steps.includes(step)) return null;
    apply({ type: "undone", step });
    toast(`Undone: ${firstLower(step.said)}.`, { id: MESSAGE, action: null });
    onUndone(step);
    const isSent = step.changes.length > 0 || step.revert !== undefined;
    const revert = async () => {
      await put(step, "before");
      await step.revert?.();
    };
    if (isSent) void inTurn(revert, `Couldn't undo: ${firstLower(step.said)}.`, { type: "kept", step });
    return step;
  }

  function remember(step: Step) {
    apply({ type: "decided", step });
    toast(`${step.said}.`, { id: MESSAGE, duration: UNDO_MS, action: { label: "Undo", onClick: () => undo(step) } });
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
    ...{ decisions, decide, undo, remember },
    forget: (step: Step) => apply({ type: "refused", step }),
    /** What was decided up to this moment, whatever the page shows yet. */
    reviewsNow: () => latest.current.reviews,
    /** Resolves once the server knows of all that was decided. */
    settled: () => queue.current,
  };
}
