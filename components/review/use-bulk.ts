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

/** Approves all that pass, in parts of what one request takes; returns their ids. */
async function approveAll(filter: ReviewFilter, onPart: (imageIds: string[]) => void): Promise<void> {
  const selection = { ...filter, verdict: "pass", decision: "none" };
  let more = true;
  while (more) {
    const part = await send("/api/images/review", bulkReviewResponseSchema, { selection, decision: "approve" });
    onPart(part.changed);
    more = part.more && part.changed.length > 0;
  }
}

async function fixAll(filter: ReviewFilter, onPart: (fixing: number) => void): Promise<void> {
  for (const verdict of ["fail", "warn"]) {
    const selection = { ...filter, verdict, decision: "none" };
    onPart((await send("/api/images/fix", bulkFixResponseSchema, { selection })).count);
  }
}

/** Decides about all images of a filter that have no decision yet, or fixes them. `fixing`: how many versions were asked for. */
export function useBulk(filter: ReviewFilter, desk: Desk) {
  const [busy, setBusy] = useState(false);
  const [fixing, setFixing] = useState(0);

  async function run(kind: BulkKind) {
    const approved: string[] = [];
    setBusy(true);
    try {
      if (kind === "approve") await approveAll(filter, (ids) => approved.push(...ids));
      else await fixAll(filter, (number) => setFixing((before) => before + number));
    } catch (error) {
      toast.error(`${FAILURES[kind]} ${error instanceof ApiError ? error.message : "Reload and try again."}`);
    }
    if (approved.length > 0) {
      const after = newReview("approve", "", new Date());
      const changes = approved.map((imageId) => ({ imageId, before: UNREVIEWED, after }));
      desk.remember({ changes, said: `Approved ${plural(approved.length, "image")}` });
    }
    setBusy(false);
    desk.tell();
  }
  return { busy, fixing, run };
}
