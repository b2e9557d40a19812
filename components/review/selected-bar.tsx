"use client";

import { Check, Wrench, X } from "lucide-react";
import type { Tile } from "#components/review/tiles.ts";
import { Button } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { count } from "#components/ui/count.ts";

type SelectedBarProps = {
  chosen: readonly Tile[];
  onApprove: () => void;
  onReject: () => void;
  onFix: () => void;
  onClear: () => void;
};

export function SelectedBar({ chosen, onApprove, onReject, onFix, onClear }: SelectedBarProps) {
  const number = count(chosen.length);
  return (
    <section aria-label="Selected images" className="sticky bottom-2 z-20 mt-2 w-fit max-w-full">
      {chosen.length > 0 && (
        <div className="flex flex-wrap items-center gap-2 rounded-lg border border-control bg-raised p-2">
          <span role="status" className="px-1 font-medium">
            {number} selected
          </span>
          <Can do="review">
            <Button size="sm" variant="primary" onClick={onApprove}>
              <Check className="size-4" aria-hidden />
              Approve {number}
            </Button>
            <Button size="sm" onClick={onReject}>
              <X className="size-4" aria-hidden />
              Reject {number}…
            </Button>
          </Can>
          <Can do="version">
            <Button size="sm" onClick={onFix}>
              <Wrench className="size-4" aria-hidden />
              Fix {number}
            </Button>
          </Can>
          <Button size="sm" variant="ghost" onClick={onClear}>
            Clear
          </Button>
        </div>
      )}
    </section>
  );
}
