"use client";

import { useQueryStates } from "nuqs";
import { type ReactNode, useTransition } from "react";
import { catalogParams, FIRST_PAGE } from "#components/products/catalog-params.ts";
import { type FilterOptions, NO_OPTIONS } from "#components/products/filters.tsx";
import { filterOf, paramsOfFilter, updateOptions } from "#components/products/list-params.ts";
import { OtherSelection } from "#components/products/other-selection.tsx";
import { ProductFilters } from "#components/products/product-filters.tsx";
import { SelectedCount } from "#components/products/selected-count.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useStreamed } from "#components/ui/use-streamed.ts";

type CatalogControlsProps = {
  options: Promise<FilterOptions>;
  children: ReactNode;
};

export function CatalogControls({ options, children }: CatalogControlsProps) {
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(catalogParams, { shallow: false, startTransition });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b p-3">
        <ProductFilters
          params={params}
          options={useStreamed(options, NO_OPTIONS)}
          onChange={(change) => setParams({ ...change, ...FIRST_PAGE }, updateOptions(change))}
          sortClassName="lg:hidden"
        />
        <SelectedCount />
      </div>
      <OtherSelection
        filter={filterOf(params)}
        onShow={(filter) => setParams({ ...paramsOfFilter(filter), ...FIRST_PAGE })}
      />
      <div aria-busy={pending} className={cn("transition-opacity", pending && "opacity-60")}>
        {children}
      </div>
    </>
  );
}
