"use client";

import { SelectMatching } from "#components/products/select-matching.tsx";
import { changeSelection, useSelection } from "#components/products/selection.ts";
import { countSelected, NOTHING } from "#components/products/selection-rules.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";

export function ListBar({ filter, total }: { filter: ProductFilter; total: number | null }) {
  const selected = countSelected(useSelection());
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-1.5">
      <span role="status" className={cn(selected > 0 ? "font-medium" : "text-muted")}>
        {count(selected)} selected
      </span>
      <div className="ml-auto flex flex-wrap gap-1">
        <SelectMatching filter={filter} total={total} />
        <Button size="sm" variant="ghost" onClick={() => changeSelection(() => NOTHING)} disabled={selected === 0}>
          Clear selection
        </Button>
      </div>
    </div>
  );
}
