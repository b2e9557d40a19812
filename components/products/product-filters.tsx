"use client";

import { Search } from "lucide-react";
import { ANY, type ListParams, SORTS } from "#components/products/list-params.ts";
import { ResultSelect } from "#components/products/result-select.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { MAX_SEARCH_LENGTH } from "#lib/schemas/product.ts";
import type { VariantCount } from "#lib/schemas/variant.ts";

/** What there is to filter by. It takes a look at the whole catalogue, so that the list does not wait for it. */
export type FilterOptions = { categories: string[]; variants: VariantCount[]; lastJobId: string | null };
export const NO_OPTIONS: FilterOptions = { categories: [], variants: [], lastJobId: null };

type FiltersProps = {
  params: ListParams;
  options: FilterOptions;
  onChange: (change: Partial<ListParams>) => void;
};

function SearchField({ value, onChange }: { value: string; onChange: (search: string) => void }) {
  return (
    <Field label="Search products" hideLabel className="relative min-w-0 grow basis-full sm:max-w-xl sm:basis-56">
      <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted" aria-hidden />
      <Input
        type="search"
        placeholder="Search title, ASIN, SKU"
        maxLength={MAX_SEARCH_LENGTH}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="pl-9"
      />
    </Field>
  );
}

/** What narrows a list of products down, and its order. `sortClassName`: where the order is not shown otherwise. */
export function ProductFilters({ sortClassName, ...props }: FiltersProps & { sortClassName?: string }) {
  const { params, options, onChange } = props;
  const { category, variant, sort } = params;
  const known = (values: string[], chosen: string | null) =>
    chosen === null || values.includes(chosen) ? values : [...values, chosen];
  const counts = new Map(options.variants.map((entry) => [entry.variant, ` (${count(entry.count)})`]));
  return (
    <>
      <SearchField value={params.search} onChange={(search) => onChange({ search })} />
      <Select
        label="Category"
        hideLabel
        className="min-w-0 flex-1 basis-32 sm:max-w-48"
        value={category ?? ANY}
        onValueChange={(value) => onChange({ category: value || null })}
        options={[
          { value: ANY, label: "All categories" },
          ...known(options.categories, category).map((value) => ({ value, label: value })),
        ]}
      />
      <Select
        label="Has variant"
        hideLabel
        className="min-w-0 flex-1 basis-32 sm:max-w-40"
        value={variant ?? ANY}
        onValueChange={(value) => onChange({ variant: value || null })}
        options={[
          { value: ANY, label: "Any variant" },
          ...known([...counts.keys()], variant).map((value) => ({
            value,
            label: `${value}${counts.get(value) ?? ""}`,
          })),
        ]}
      />
      <ResultSelect params={params} lastJobId={options.lastJobId} onChange={onChange} />
      <Select
        label="Order"
        hideLabel
        className={cn("min-w-0 flex-1 basis-32 sm:max-w-44", sortClassName)}
        value={sort}
        onValueChange={(value) => onChange({ sort: SORTS.find((entry) => entry.value === value)?.value ?? sort })}
        options={SORTS}
      />
    </>
  );
}
