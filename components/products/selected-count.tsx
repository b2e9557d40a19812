"use client";

import { X } from "lucide-react";
import { changeSelection, useSelection } from "#components/products/selection.ts";
import { countSelected, NOTHING } from "#components/products/selection-rules.ts";
import { Button } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";

export function SelectedCount() {
  const selected = countSelected(useSelection());
  return (
    <div className="ml-auto flex h-9 items-center gap-1">
      <Button
        variant="ghost"
        size="sm"
        aria-label="Clear the selection"
        disabled={selected === 0}
        onClick={() => changeSelection(() => NOTHING)}
        className="w-7 px-0 disabled:invisible"
      >
        <X className="size-4" aria-hidden />
      </Button>
      {/* Last, so that it ends where the table does while the cross is hidden. */}
      <span role="status" className={selected > 0 ? "font-medium" : "text-muted"}>
        {count(selected)} selected
      </span>
    </div>
  );
}
