"use client";

import { FILTERS, type FilterOptions } from "#components/products/filters.tsx";
import { type ListParams, SORTS } from "#components/products/list-params.ts";
import { cn } from "#components/ui/class-names.ts";
import { Select } from "#components/ui/select.tsx";

type ProductFiltersProps = {
  params: ListParams;
  options: FilterOptions;
  onChange: (change: Partial<ListParams>) => void;
  sortClassName?: string;
};

export function ProductFilters({ params, options, onChange, sortClassName }: ProductFiltersProps) {
  return (
    <>
      {Object.entries(FILTERS).map(
        ([name, { control: Control }]) =>
          Control && <Control key={name} params={params} options={options} onChange={onChange} />,
      )}
      <Select
        label="Order"
        hideLabel
        className={cn("min-w-0 flex-1 basis-32 sm:max-w-44", sortClassName)}
        value={params.sort}
        onValueChange={(value) =>
          onChange({ sort: SORTS.find((entry) => entry.value === value)?.value ?? params.sort })
        }
        options={SORTS}
      />
    </>
  );
}
