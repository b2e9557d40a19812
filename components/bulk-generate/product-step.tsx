"use client";

import { ProductFilters } from "#components/bulk-generate/product-filters.tsx";
import { ProductPage, useProductPage } from "#components/bulk-generate/product-page.tsx";
import { Continue } from "#components/bulk-generate/step.tsx";
import { useDebounced } from "#components/bulk-generate/use-debounced.ts";
import { NO_FILTER, type ProductFilter, type WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { EmptyCatalog } from "#components/products/empty-catalog.tsx";
import { SelectMatching } from "#components/products/select-matching.tsx";
import { useSelection } from "#components/products/selection.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count, plural } from "#components/ui/count.ts";
import type { Products } from "#lib/schemas/product.ts";
import type { VariantCount } from "#lib/schemas/variant.ts";

const TYPING_MS = 250;

export type Catalog = {
  /** The first page without a filter. */
  firstPage: Products;
  categories: string[];
  variants: VariantCount[];
};

function SelectionBar({ filter, total }: { filter: ProductFilter; total: number }) {
  const { ids, clear } = useSelection();
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-1.5">
      <span role="status" className={cn(ids.size > 0 ? "font-medium" : "text-muted")}>
        {count(ids.size)} selected
      </span>
      <span className="text-muted">{plural(total, "product")} in the list</span>
      <div className="ml-auto flex flex-wrap gap-1">
        <SelectMatching filter={{ ...filter, sort: "-createdAt" }} total={total} />
        <Button size="sm" variant="ghost" onClick={clear} disabled={ids.size === 0}>
          Select none
        </Button>
      </div>
    </div>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-12 text-center text-muted">
      <p>No product matches. Look for a part of a title, an ASIN or a SKU, or take the filters off.</p>
      <Button onClick={onClear}>Show all products</Button>
    </div>
  );
}

type ProductStepProps = { filter: ProductFilter; catalog: Catalog; dispatch: (action: WizardAction) => void };

/** Step 1: which products. */
export function ProductStep({ filter, catalog, dispatch }: ProductStepProps) {
  const { ids } = useSelection();
  const asked = useDebounced(filter, TYPING_MS);
  const isFiltered = Boolean(asked.search.trim() || asked.category || asked.variant);
  const fallback = isFiltered ? undefined : catalog.firstPage;
  const { data, isLoading } = useProductPage(asked, null, fallback);
  const change = (part: Partial<ProductFilter>) => dispatch({ type: "filterProducts", filter: part });
  if (!isFiltered && data?.total === 0) return <EmptyCatalog />;
  return (
    <>
      <ProductFilters filter={filter} categories={catalog.categories} variants={catalog.variants} onChange={change} />
      <div className="mt-3 rounded-lg border">
        <SelectionBar filter={asked} total={data?.total ?? 0} />
        <div
          aria-busy={isLoading}
          className={cn("max-h-104 overflow-y-auto transition-opacity", isLoading && "opacity-60")}
        >
          {data?.total === 0 ? (
            <NoMatch onClear={() => change(NO_FILTER)} />
          ) : (
            <ProductPage filter={asked} cursor={null} fallback={fallback} />
          )}
        </div>
      </div>
      <Continue from="products" disabled={ids.size === 0} dispatch={dispatch} />
    </>
  );
}
