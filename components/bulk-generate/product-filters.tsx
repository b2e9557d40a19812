"use client";

import { Search } from "lucide-react";
import type { ProductFilter } from "#components/bulk-generate/wizard-state.ts";
import { count } from "#components/ui/count.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { VariantCount } from "#lib/schemas/variant.ts";

const ALL = "";

type ProductFiltersProps = {
  filter: ProductFilter;
  categories: string[];
  variants: VariantCount[];
  onChange: (filter: Partial<ProductFilter>) => void;
};

/** What narrows the product list down. */
export function ProductFilters({ filter, categories, variants, onChange }: ProductFiltersProps) {
  return (
    <search className="flex flex-wrap gap-2">
      <Field label="Search products" hideLabel className="relative grow basis-full sm:basis-64">
        <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted" aria-hidden />
        <Input
          type="search"
          placeholder="Search title, ASIN, SKU"
          maxLength={200}
          value={filter.search}
          onChange={(event) => onChange({ search: event.target.value })}
          className="pl-9"
        />
      </Field>
      <Select
        label="Category"
        hideLabel
        className="flex-1 basis-36"
        value={filter.category ?? ALL}
        onValueChange={(category) => onChange({ category: category || null })}
        options={[{ value: ALL, label: "All categories" }, ...categories.map((value) => ({ value, label: value }))]}
      />
      <Select
        label="Has variant"
        hideLabel
        className="flex-1 basis-32"
        value={filter.variant ?? ALL}
        onValueChange={(variant) => onChange({ variant: variant || null })}
        options={[
          { value: ALL, label: "Any variant" },
          ...variants.map((entry) => ({ value: entry.variant, label: `${entry.variant} (${count(entry.count)})` })),
        ]}
      />
    </search>
  );
}
