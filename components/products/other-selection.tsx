"use client";

import { Info } from "lucide-react";
import { filterWords } from "#components/products/messages.ts";
import { useSelection } from "#components/products/selection.ts";
import { sameFilter } from "#components/products/selection-rules.ts";
import { Button } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";

type OtherSelectionProps = {
  filter: ProductFilter;
  onShow: (filter: ProductFilter) => void;
};

export function OtherSelection({ filter, onShow }: OtherSelectionProps) {
  const selection = useSelection();
  if (selection.kind === "picked" || sameFilter(selection.filter, filter)) return null;
  const { total, except } = selection;
  const share = except.size > 0 ? `${count(total - except.size)} of ${count(total)}` : `All ${count(total)}`;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-2 text-muted">
      <Info className="size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 basis-56 break-words">
        {share} {filterWords(selection.filter)} are selected. To pick other products, clear the selection.
      </p>
      <Button size="sm" onClick={() => onShow(selection.filter)}>
        Show them
      </Button>
    </div>
  );
}
