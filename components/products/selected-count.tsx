"use client";

import { X } from "lucide-react";
import { useSelection } from "#components/products/selection.ts";
import { Button } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";

/** `12 selected ×`; the cross lets all of them go. */
export function SelectedCount() {
  const { ids, clear } = useSelection();
  return (
    <div className="ml-auto flex h-9 items-center gap-1">
      <span role="status" className={ids.size > 0 ? "font-medium" : "text-muted"}>
        {count(ids.size)} selected
      </span>
      <Button
        variant="ghost"
        size="sm"
        aria-label="Clear the selection"
        disabled={ids.size === 0}
        onClick={clear}
        className="w-7 px-0 disabled:invisible"
      >
        <X className="size-4" aria-hidden />
      </Button>
    </div>
  );
}
