"use client";

import { useState } from "react";
import { toast } from "sonner";
import { newReview, UNREVIEWED } from "#components/review/decisions.ts";
import type { Desk } from "#components/review/use-desk.ts";
import { plural } from "#components/ui/count.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { bulkFixResponseSchema } from "#lib/schemas/fix.ts";
import { bulkReviewResponseSchema, type ReviewFilter } from "#lib/schemas/review.ts";

export type BulkKind = "approve" | "fix";

const FAILURES: Record<BulkKind, string> = { approve: "Not all were approved.", fix: "Not all are being fixed." };

/** Approves all that pass, in parts of what one request takes; tells of each part's ids. */
async function approveAll(filter: ReviewFilter, onPart: (imageIds: string[]) => void): Promise<void> {
  const selection = { ...filter, verdict: "pass", decision: "none" };
  let more = true;
  while (more) {
    const part = await send("/api/images/review", bulkReviewResponseSchema, { selection, decision: "approve" });
    onPart(part.changed);
    more = part.more && part.changed.length > 0;
  }
}

/** Has all fixed that fail or warn, in parts of what one request takes: none is taken twice, so each part is another one. */
async function fixAll(filter: ReviewFilter, size: number): Promise<void> {
  for (const verdict of ["fail", "warn"]) {
    const selection = { ...filter, verdict, decision: "none" };
    let more = true;
    while (more) {
      const part = await send("/api/images/fix", bulkFixResponseSchema, { selection, size });
      more = part.more && part.count > 0;
    }
  }
}

/** Decides about all images of a filter that have no decision yet, or has them fixed at `size` px. */
export function useBulk(filter: ReviewFilter, desk: Desk, recount: () => Promise<unknown>) {
  const [busy, setBusy] = useState(false);

  async function run(kind: BulkKind, size: number) {
    const approved: string[] = [];
    setBusy(true);
    try {
      if (kind === "approve") await approveAll(filter, (ids) => approved.push(...ids));
      else await fixAll(filter, size);
    } catch (error) {
      toast.error(`${FAILURES[kind]} ${error instanceof ApiError ? error.message : "Reload and try again."}`);
    }
    if (approved.length > 0) {
      const after = newReview("approve", "", new Date());
      const changes = approved.map((imageId) => ({ imageId, before: UNREVIEWED, after }));
      desk.remember({ changes, said: `Approved ${plural(approved.length, "image")}` });
    }
    desk.tell();
    await recount().catch(() => undefined);
    setBusy(false);
  }
  return { busy, run };
}
