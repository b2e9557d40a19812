"use client";

import { useState } from "react";
import { toast } from "sonner";
import type { CatalogParams } from "#components/products/catalog-params.ts";
import { useSelection } from "#components/products/selection.ts";
import { Button } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";
import { ApiError, api } from "#lib/api-client.ts";
import { MAX_PRODUCT_IDS } from "#lib/schemas/bulk-generate.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import { LIMIT_MAX } from "#lib/schemas/text.ts";

type Filter = Pick<CatalogParams, "search" | "category" | "variant" | "sort">;

async function findMatchingIds(
  { search, category, variant, sort }: Filter,
  onProgress: (found: number) => void,
): Promise<string[]> {
  const query = new URLSearchParams({ sort, limit: String(LIMIT_MAX) });
  if (search) query.set("search", search);
  if (category) query.set("category", category);
  if (variant) query.set("variant", variant);
  const ids: string[] = [];
  let next: string | null = null;
  do {
    if (next) query.set("cursor", next);
    const page = await api(`/api/products?${query}`, productsSchema);
    ids.push(...page.products.map(({ id }) => id));
    onProgress(ids.length);
    next = page.nextCursor;
  } while (next && ids.length < MAX_PRODUCT_IDS);
  return ids.slice(0, MAX_PRODUCT_IDS);
}

/** Selects every product that matches the filter, on all pages, up to what one job takes. */
export function SelectMatching({ filter, total }: { filter: Filter; total: number }) {
  const { add } = useSelection();
  const [found, setFound] = useState<number | null>(null);
  const wanted = Math.min(total, MAX_PRODUCT_IDS);

  async function selectAll() {
    setFound(0);
    try {
      add(await findMatchingIds(filter, setFound));
    } catch (error) {
      toast.error(
        error instanceof ApiError
          ? `Not selected. ${error.message}`
          : "Not selected: the answer could not be read. Reload the page.",
      );
    } finally {
      setFound(null);
    }
  }

  const idle = total > wanted ? `Select the first ${count(wanted)}` : `Select all ${count(wanted)}`;
  return (
    <Button size="sm" variant="ghost" onClick={selectAll} disabled={found !== null}>
      {found === null ? idle : `Selecting ${count(found)} of ${count(wanted)}…`}
    </Button>
  );
}
