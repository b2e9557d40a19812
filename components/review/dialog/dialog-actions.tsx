"use client";

import {
  Check,
  ChevronLeft,
  ChevronRight,
  LoaderCircle,
  type LucideIcon,
  RotateCcw,
  Undo2,
  Wrench,
  X,
} from "lucide-react";
import { type ReviewCommand, useAllowed } from "#components/review/review-keys.ts";
import { MAKING_WORDS } from "#components/review/review-tile.tsx";
import type { Making } from "#components/review/tiles.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Review } from "#lib/schemas/review.ts";

const ACTIONS: { command: ReviewCommand; text: string; keyName: string; icon: LucideIcon }[] = [
  { command: "fix", text: "Fix", keyName: "F", icon: Wrench },
  { command: "regenerate", text: "Regenerate…", keyName: "D", icon: RotateCcw },
  { command: "reject", text: "Reject…", keyName: "R", icon: X },
  { command: "approve", text: "Approve", keyName: "A", icon: Check },
];
const ASK = "Ask to regenerate…";

export function ReviewBadge({ review, making }: { review: Review; making: Making | null }) {
  if (making)
    return (
      <Badge tone="accent" icon={<LoaderCircle className="size-3.5 motion-safe:animate-spin" aria-hidden />}>
        {MAKING_WORDS[making]}
      </Badge>
    );
  if (review.decision === "none") return <Badge>Not reviewed</Badge>;
  const isApproved = review.decision === "approve";
  const Icon = isApproved ? Check : X;
  return (
    <Badge tone={isApproved ? "good" : "bad"} icon={<Icon className="size-3.5" aria-hidden />}>
      {isApproved ? "Approved" : "Rejected"}
    </Badge>
  );
}

type DialogActionsProps = {
  /** Null at that end of the grid. */
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  /** Why the last fix or new version of the image was not made. */
  notMade: string | null;
  /** What undo reverts. */
  undo: string | null;
  busy: boolean;
  onCommand: (command: ReviewCommand) => void;
};

export function DialogActions({ onPrevious, onNext, notMade, undo, busy, onCommand }: DialogActionsProps) {
  const allowed = useAllowed();
  return (
    <>
      {notMade && <p className="w-full break-words text-bad">{notMade}</p>}
      <div className="mr-auto flex min-w-0 items-center gap-2">
        <Button
          aria-label="Previous image"
          aria-disabled={!onPrevious}
          onClick={() => onPrevious?.()}
          className="w-9 px-0"
        >
          <ChevronLeft className="size-4" aria-hidden />
        </Button>
        <Button aria-label="Next image" aria-disabled={!onNext} onClick={() => onNext?.()} className="w-9 px-0">
          <ChevronRight className="size-4" aria-hidden />
        </Button>
        <Button
          aria-label={undo ? `Undo: ${undo}` : "Undo"}
          title={undo ? `Undo: ${undo}` : undefined}
          aria-disabled={!undo}
          variant="ghost"
          onClick={() => undo && onCommand("undo")}
          className="max-sm:w-9 max-sm:px-0"
        >
          <Undo2 className="size-4" aria-hidden />
          <span className="max-sm:sr-only">Undo</span>
        </Button>
        <span role="status" className="truncate text-muted max-lg:sr-only">
          {undo}
        </span>
      </div>
      {ACTIONS.filter(({ command }) => allowed(command)).map(({ command, text, keyName, icon: Icon }) => (
        <Button
          key={command}
          aria-disabled={busy}
          aria-keyshortcuts={keyName}
          variant={command === "approve" ? "primary" : "secondary"}
          onClick={() => !busy && onCommand(command)}
          className="max-sm:flex-1 max-sm:px-2"
        >
          <Icon className="size-4 max-sm:hidden" aria-hidden />
          {allowed(command) === "ask" ? ASK : text}
          <kbd className="font-mono text-xs opacity-80 max-lg:hidden" aria-hidden>
            {keyName}
          </kbd>
        </Button>
      ))}
    </>
  );
}
