"use client";

import { useState } from "react";
import useSWR from "swr";
import { FieldError } from "#components/bulk-generate/field-error.tsx";
import { ProductRow } from "#components/bulk-generate/product-row.tsx";
import type { ProductFilter } from "#components/bulk-generate/wizard-state.ts";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type ApiError, api } from "#lib/api-client.ts";
import { type Products, productsSchema } from "#lib/schemas/product.ts";

function productsUrl({ search, category, variant }: ProductFilter, cursor: string | null): string {
  const query = new URLSearchParams();
  if (search.trim()) query.set("search", search.trim());
  if (category) query.set("category", category);
  if (variant) query.set("variant", variant);
  if (cursor) query.set("cursor", cursor);
  return `/api/products?${query}`;
}

/** One page of the products that match. `fallback` stands in until the first answer is here. */
export function useProductPage(filter: ProductFilter, cursor: string | null, fallback?: Products) {
  const fetchPage = (path: string) => api(path, productsSchema);
  return useSWR<Products, ApiError>(productsUrl(filter, cursor), fetchPage, {
    keepPreviousData: true,
    revalidateOnFocus: false,
    ...(fallback && { fallbackData: fallback }),
  });
}

function SkeletonRows() {
  return (
    <div className="space-y-3 p-3">
      {["a", "b", "c", "d"].map((row) => (
        <Skeleton key={row} className="h-10" />
      ))}
    </div>
  );
}

type ProductPageProps = { filter: ProductFilter; cursor: string | null; fallback?: Products | undefined };

/** The rows of one page and, once asked for, of those that follow. */
export function ProductPage({ filter, cursor, fallback }: ProductPageProps) {
  const { data, error } = useProductPage(filter, cursor, fallback);
  const [shown, setShown] = useState<string | null>(null);
  if (!data) return error ? <FieldError message={error.message} /> : <SkeletonRows />;
  const { products, nextCursor } = data;
  return (
    <>
      <ul className="divide-y">
        {products.map((product) => (
          <ProductRow key={product.id} product={product} />
        ))}
      </ul>
      {nextCursor !== null && (
        <div className="border-t">
          {nextCursor === shown ? (
            <ProductPage filter={filter} cursor={nextCursor} />
          ) : (
            <Button variant="ghost" className="w-full rounded-none" onClick={() => setShown(nextCursor)}>
              Show more products
            </Button>
          )}
        </div>
      )}
    </>
  );
}
