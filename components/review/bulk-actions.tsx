"use client";

import { CheckCheck, CircleCheck, LoaderCircle, Wrench } from "lucide-react";
import { type MouseEvent, useRef, useState } from "react";
import type { BulkKind } from "#components/review/bulk.ts";
import { approvePassing, fixFlagged } from "#components/review/messages.ts";
import { useBulk } from "#components/review/use-bulk.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { Button } from "#components/ui/button.tsx";
import { useCan } from "#components/ui/can.tsx";
import { cn } from "#components/ui/class-names.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { count, plural } from "#components/ui/count.ts";
import { Select } from "#components/ui/select.tsx";
import { DEFAULT_FIX_PX } from "#lib/schemas/limits.ts";
import type { ReviewFilter, ReviewSummary } from "#lib/schemas/review.ts";

type BulkActionsProps = {
  filter: ReviewFilter;
  summary: ReviewSummary;
  /** Is the summary that of another filter? */
  isOld: boolean;
  actions: ReviewActions;
  recount: () => Promise<unknown>;
  onReload: () => void;
};

const CONSEQUENCES: Record<BulkKind, string> = {
  approve: "Applies to images without a decision that match the current filters. You can undo it.",
  fix: "Each image gets a new version: pure white, square, large enough. The originals are kept as earlier versions, and no image is approved or rejected.",
};

const SIZES = [1_600, 2_000, 2_500, 3_000, 5_000].map((px) => ({
  value: String(px),
  label: `${count(px)} × ${count(px)} px`,
}));

const asked = (kind: BulkKind, number: number) => (kind === "approve" ? approvePassing(number) : fixFlagged(number));

function FixingState({ left, onShow }: { left: number; onShow: () => void }) {
  const Icon = left > 0 ? LoaderCircle : CircleCheck;
  return (
    <p role="status" className="flex flex-wrap items-center gap-2 text-muted">
      <Icon className={cn("size-4", left > 0 && "motion-safe:animate-spin")} aria-hidden />
      {left > 0 ? `${plural(left, "image is", "images are")} being fixed.` : "All images are fixed."}
      <Button size="sm" onClick={onShow}>
        Show new versions
      </Button>
    </p>
  );
}

export function BulkActions({ filter, summary, isOld, actions, recount, onReload }: BulkActionsProps) {
  const [question, setQuestion] = useState<BulkKind | null>(null);
  const can = useCan();
  const asker = useRef<HTMLButtonElement>(null);
  const ask = (kind: BulkKind) => (event: MouseEvent<HTMLButtonElement>) => {
    asker.current = event.currentTarget;
    setQuestion(kind);
  };
  const [isFixing, setFixing] = useState(false);
  const showNew = () => {
    setFixing(false);
    onReload();
  };
  const { busy, run } = useBulk(filter, actions, { recount, onBack: showNew });
  const [size, setSize] = useState<number>(DEFAULT_FIX_PX);
  const isOpenWork = filter.decision !== "approve" && filter.decision !== "reject";
  const passing = filter.verdict === undefined || filter.verdict === "pass" ? summary.unreviewedPassing : 0;
  const flagged = filter.verdict === undefined ? summary.unreviewedFixable : 0;
  const number = question === "fix" ? flagged : passing;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isFixing && !busy && <FixingState left={summary.fixing} onShow={showNew} />}
      {isOpenWork && flagged > 0 && can("version") && (
        <Button size="sm" disabled={busy || isOld} onClick={ask("fix")}>
          <Wrench className="size-4" aria-hidden />
          {fixFlagged(flagged)}
        </Button>
      )}
      {isOpenWork && passing > 0 && can("review") && (
        <Button size="sm" variant="primary" disabled={busy || isOld} onClick={ask("approve")}>
          <CheckCheck className="size-4" aria-hidden />
          {approvePassing(passing)}
        </Button>
      )}
      <ConfirmDialog
        open={question !== null}
        onOpenChange={(open) => !open && setQuestion(null)}
        title={question ? `${asked(question, number)}?` : ""}
        description={question ? CONSEQUENCES[question] : ""}
        confirmLabel={question === "fix" ? `Fix ${plural(number, "image")}` : `Approve ${plural(number, "image")}`}
        confirmVariant="primary"
        // The button that asked is disabled or gone once it is answered, and on a filter Z would be typed.
        finalFocus={() => (busy ? document.getElementById("main") : asker.current)}
        onConfirm={() => {
          if (question) void run({ kind: question, asOf: summary.asOf, size });
          if (question === "fix") setFixing(true);
          setQuestion(null);
        }}
      >
        {question === "fix" && (
          <Select label="Size" value={String(size)} onValueChange={(px) => setSize(Number(px))} options={SIZES} />
        )}
      </ConfirmDialog>
    </div>
  );
}
