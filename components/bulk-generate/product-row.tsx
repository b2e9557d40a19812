"use client";

import { memo } from "react";
import { ProductCheckbox } from "#components/products/product-checkbox.tsx";
import { SlotChips } from "#components/products/slot-chips.tsx";
import { Picture } from "#components/ui/picture.tsx";
import type { ProductSummary } from "#lib/schemas/product.ts";

/** One product to tick: the box's label covers the whole row. */
export const ProductRow = memo(function ProductRow({ product }: { product: ProductSummary }) {
  const { id, title, asin, sku, variants, thumbnailUrl } = product;
  return (
    <li className="relative flex select-none items-center gap-3 px-3 py-1.5 transition-colors hover:bg-hover has-checked:bg-accent-soft [&_input]:relative [&_input]:z-10 [&_label]:before:absolute [&_label]:before:inset-0">
      <ProductCheckbox id={id} title={title} />
      <Picture src={thumbnailUrl} alt="" width={40} className="w-10" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={title}>
          {title}
        </p>
        <p className="truncate font-mono text-muted text-xs">{asin ?? sku ?? "No ASIN"}</p>
      </div>
      <div className="hidden sm:block">
        <SlotChips variants={variants} />
      </div>
    </li>
  );
});
