"use client";

import { ProductList } from "#components/bulk-generate/product-list/product-list.tsx";
import { Continue } from "#components/bulk-generate/step.tsx";
import type { useListParams } from "#components/bulk-generate/use-list-params.ts";
import type { WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { EmptyCatalog } from "#components/products/empty-catalog.tsx";
import type { FilterOptions } from "#components/products/filters.tsx";
import { filterOf, type ListParams, NO_FILTER, TYPING_MS, updateOptions } from "#components/products/list-params.ts";
import { OtherSelection } from "#components/products/other-selection.tsx";
import { ProductFilters } from "#components/products/product-filters.tsx";
import { useSelection } from "#components/products/selection.ts";
import { countSelected } from "#components/products/selection-rules.ts";
import { useDebounced } from "#components/ui/use-debounced.ts";
import type { Products } from "#lib/schemas/product.ts";

export type FirstPage = { params: ListParams; page: Products };

type ProductStepProps = {
  list: ReturnType<typeof useListParams>;
  firstPage: FirstPage | null;
  options: FilterOptions;
  dispatch: (action: WizardAction) => void;
};

export function ProductStep({ list: { params, setParams, show }, firstPage, options, dispatch }: ProductStepProps) {
  const selected = countSelected(useSelection());
  const asked = useDebounced(params, TYPING_MS);
  if (!firstPage) return <EmptyCatalog mayImport />;
  const isFirst = JSON.stringify(asked) === JSON.stringify(firstPage.params);
  return (
    <>
      <search className="flex flex-wrap gap-2">
        <ProductFilters
          params={params}
          options={options}
          onChange={(change) => setParams(change, updateOptions(change))}
        />
      </search>
      <div className="mt-3 overflow-hidden rounded-lg border">
        <OtherSelection filter={filterOf(asked)} onShow={show} />
        <ProductList
          params={asked}
          firstPage={isFirst ? firstPage.page : null}
          onShowAll={() => setParams(NO_FILTER)}
        />
      </div>
      <Continue to="shots" disabled={selected === 0} dispatch={dispatch} />
    </>
  );
}
