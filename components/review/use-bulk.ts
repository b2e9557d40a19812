"use client";

import { useState } from "react";
import { toast } from "sonner";
import { bringBack } from "#components/review/bring-back.ts";
import { newReview, type Step, UNREVIEWED } from "#components/review/decisions.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { plural } from "#components/ui/count.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { bulkFixResponseSchema } from "#lib/schemas/fix.ts";
import { bulkReviewResponseSchema, type ReviewFilter } from "#lib/schemas/review.ts";

export type BulkKind = "approve" | "fix";

/** What is to be done: with the images as they were counted at `asOf`. */
export type Bulk = { kind: BulkKind; asOf: string; size: number };

/** The filter of the page, and when what it holds was counted. */
type Counted = ReviewFilter & { asOf: string };

type OnPart = (imageIds: string[]) => void;

const FAILURES: Record<BulkKind, string> = {
  approve: "Couldn't approve some images.",
  fix: "Couldn't fix some images.",
};

/** Approves all that pass, in parts of what one request takes; tells of each part's ids. */
async function approveAll(filter: Counted, onPart: OnPart): Promise<void> {
  const selection = { ...filter, verdict: "pass", decision: "none" };
  let more = true;
  while (more) {
    const part = await send("/api/images/review", bulkReviewResponseSchema, { selection, decision: "approve" });
    onPart(part.changed);
    more = part.more && part.changed.length > 0;
  }
}

/** Has all fixed that fail or warn, in parts of what one request takes: none is taken twice, so each part is another one. */
async function fixAll(filter: Counted, size: number, onPart: OnPart): Promise<void> {
  for (const verdict of ["fail", "warn"]) {
    const selection = { ...filter, verdict, decision: "none" };
    let more = true;
    while (more) {
      const part = await send("/api/images/fix", bulkFixResponseSchema, { selection, size });
      onPart(part.imageIds);
      more = part.more && part.count > 0;
    }
  }
}

function approval(imageIds: string[]): Step {
  const after = newReview("approve", "", new Date());
  const changes = imageIds.map((imageId) => ({ imageId, before: UNREVIEWED, after }));
  return { changes, said: `Approved ${plural(imageIds.length, "image")}` };
}

/** Decides about all images of a filter that have no decision yet, or has them fixed; `onBack` hears of fixes that were undone. */
export function useBulk(
  filter: ReviewFilter,
  actions: ReviewActions,
  { recount, onBack }: { recount: () => Promise<unknown>; onBack: () => void },
) {
  const [busy, setBusy] = useState(false);

  const fixing = (imageIds: string[]): Step => ({
    changes: [],
    revert: () => bringBack(imageIds, onBack),
    said: `Fixing ${plural(imageIds.length, "image")}`,
  });

  async function run({ kind, asOf, size }: Bulk) {
    const taken: string[] = [];
    setBusy(true);
    await actions.settled();
    const known = actions.reviewsNow();
    try {
      if (kind === "approve") await approveAll({ ...filter, asOf }, (ids) => taken.push(...ids));
      else await fixAll({ ...filter, asOf }, size, (ids) => taken.push(...ids));
    } catch (error) {
      toast.error(`${FAILURES[kind]} ${error instanceof ApiError ? error.message : "Reload and try again."}`);
    }
    // An image that a person decided about meanwhile is undone with that decision.
    const untouched = taken.filter((id) => actions.reviewsNow().get(id) === known.get(id));
    const own = kind === "approve" ? untouched : taken;
    if (own.length > 0) actions.remember(kind === "approve" ? approval(own) : fixing(own));
    actions.tell();
    await recount().catch(() => undefined);
    setBusy(false);
  }
  return { busy, run };
}
