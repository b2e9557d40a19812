"use client";

import { bringBack } from "#components/review/bring-back.ts";
import { approval, type Bulk, sendBulk, untouched } from "#components/review/bulk.ts";
import type { Step } from "#components/review/decisions.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { plural } from "#components/ui/count.ts";
import { useCommand } from "#components/ui/use-command.ts";
import type { ReviewFilter } from "#lib/schemas/review.ts";

type BulkOptions = {
  recount: () => Promise<unknown>;
  /** Fixes were undone. */
  onBack: () => void;
};

export function useBulk(filter: ReviewFilter, actions: ReviewActions, { recount, onBack }: BulkOptions) {
  const fixing = (imageIds: string[]): Step => ({
    changes: [],
    revert: () => bringBack(imageIds, onBack),
    said: `Fixing ${plural(imageIds.length, "image")}`,
  });

  async function send(bulk: Bulk): Promise<void> {
    await actions.settled();
    const before = actions.reviewsNow();
    const taken: string[] = [];
    try {
      await sendBulk(bulk, filter, (imageIds) => taken.push(...imageIds));
    } finally {
      // Where a later part failed, the earlier ones are done.
      const own = bulk.kind === "approve" ? untouched(taken, before, actions.reviewsNow()) : taken;
      if (own.length > 0) actions.remember(bulk.kind === "approve" ? approval(own) : fixing(own));
      actions.tell();
      await recount().catch(() => undefined);
    }
  }
  return useCommand(send, {
    failure: ({ kind }) => (kind === "approve" ? "Couldn't approve some images." : "Couldn't fix some images."),
  });
}
