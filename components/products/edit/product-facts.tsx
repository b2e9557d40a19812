"use client";

import { AddAsin } from "#components/products/edit/add-asin.tsx";
import { EDIT_PRODUCT } from "#components/products/edit/edit-product.tsx";
import type { Product } from "#lib/schemas/product.ts";

export function ProductFacts({ product }: { product: Product }) {
  const { asin, sku, category } = product;
  const facts = [asin && `ASIN ${asin}`, sku && `SKU ${sku}`, category].filter(Boolean);
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {!asin && <AddAsin product={product} focusAfter={EDIT_PRODUCT} />}
      {facts.length > 0 && <p className="min-w-0 break-words">{facts.join(" · ")}</p>}
    </div>
  );
}
