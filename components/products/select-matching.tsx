"use client";

import { useEffect } from "react";
import { changeSelection, useSelection } from "#components/products/selection.ts";
import { countSelected, type Selection, sameFilter, selectMatching } from "#components/products/selection-rules.ts";
import { Button } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";
import { toast } from "#components/ui/toast.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";

type SelectMatchingProps = {
  filter: ProductFilter;
  total: number | null;
};

/** Updates the count of the same filter. A selection with exceptions is kept: they may not match any more. */
function recounted(selection: Selection, filter: ProductFilter, total: number): Selection {
  if (selection.kind === "picked" || selection.except.size > 0) return selection;
  if (selection.total === total || !sameFilter(selection.filter, filter)) return selection;
  return selectMatching(filter, total);
}

function select(earlier: Selection, filter: ProductFilter, total: number): void {
  changeSelection(() => selectMatching(filter, total));
  const lost = countSelected(earlier);
  if (lost === 0 || (earlier.kind === "matching" && sameFilter(earlier.filter, filter))) return;
  const undo = () => changeSelection(() => earlier);
  toast(`${count(total)} selected. The previous selection of ${count(lost)} was replaced.`, {
    action: { label: "Undo", onClick: undo },
  });
}

export function SelectMatching({ filter, total }: SelectMatchingProps) {
  const selection = useSelection();
  useEffect(() => {
    if (total !== null && recounted(selection, filter, total) !== selection)
      changeSelection((current) => recounted(current, filter, total));
  }, [selection, filter, total]);
  const isDone = total !== null && countSelected(selection) === total && selection.kind === "matching";
  const isAll = Object.keys(filter).length === 0;
  const label = total === null ? "Select all" : `Select all ${count(total)}`;
  return (
    <Button
      size="sm"
      variant="ghost"
      onClick={() => total !== null && select(selection, filter, total)}
      disabled={total === null || total === 0 || (isDone && sameFilter(selection.filter, filter))}
    >
      {isAll ? label : `${label} that match`}
    </Button>
  );
}
