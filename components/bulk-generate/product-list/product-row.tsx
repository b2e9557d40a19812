"use client";

import { memo } from "react";
import { ProductCheckbox } from "#components/products/product-checkbox.tsx";
import { VariantChips } from "#components/products/variant-chips.tsx";
import { SettledPicture } from "#components/ui/settled-picture.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ProductSummary } from "#lib/schemas/product.ts";

/** Pixels. All rows have the same height, so that positions are known before rows are loaded. */
export const ROW_HEIGHT = 56;
const FIRST_IN_VIEW = 8;

const rowStyle = "absolute inset-x-0 top-0 flex h-14 items-center gap-3 border-b px-3 contain-strict";

type ProductRowProps = {
  product: ProductSummary;
  /** From 1, in the whole list. */
  place: number;
  total: number | null;
  /** Pixels. */
  top: number;
};

export const ProductRow = memo(function ProductRow({ product, place, total, top }: ProductRowProps) {
  const { title, asin, sku, variants, thumbnailUrl } = product;
  return (
    <li
      aria-posinset={place}
      aria-setsize={total ?? -1}
      style={{ transform: `translateY(${top}px)` }}
      className={`${rowStyle} select-none transition-colors hover:bg-hover has-checked:bg-accent-soft [&_input]:relative [&_input]:z-10 [&_label]:before:absolute [&_label]:before:inset-0`}
    >
      <ProductCheckbox product={product} />
      <SettledPicture src={thumbnailUrl} eager={place <= FIRST_IN_VIEW} className="w-10" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={title}>
          {title}
        </p>
        <p className="truncate font-mono text-muted text-xs">{asin ?? sku ?? "No ASIN"}</p>
      </div>
      <div className="hidden max-h-12 max-w-1/2 overflow-hidden sm:block">
        <VariantChips variants={variants} />
      </div>
    </li>
  );
});

export function RowPlaceholder({ top }: { top: number }) {
  return (
    <li aria-hidden style={{ transform: `translateY(${top}px)` }} className={rowStyle}>
      <Skeleton className="size-4" />
      <Skeleton className="size-10" />
      <Skeleton className="h-4 w-1/3" />
      <Skeleton className="ml-auto h-4 w-24 max-sm:hidden" />
    </li>
  );
}
