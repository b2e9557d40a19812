"use client";

import { Search } from "lucide-react";
import { debounce, useQueryStates } from "nuqs";
import { type ReactNode, useTransition } from "react";
import { catalogParams, FIRST_PAGE } from "#components/products/catalog-params.ts";
import { SelectedCount } from "#components/products/selected-count.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { VariantCount } from "#lib/schemas/variant.ts";

const TYPING_MS = 250;
const ALL = "";

const SORTS = [
  { value: "-createdAt", label: "Newest first" },
  { value: "createdAt", label: "Oldest first" },
  { value: "title", label: "Title, A to Z" },
  { value: "-title", label: "Title, Z to A" },
  { value: "asin", label: "ASIN, A to Z" },
  { value: "-asin", label: "ASIN, Z to A" },
  { value: "-generated", label: "Most made first" },
  { value: "generated", label: "Fewest made first" },
];

type CatalogControlsProps = {
  categories: string[];
  variants: VariantCount[];
  /** The table: it is dimmed while a new one is on its way. */
  children: ReactNode;
};

/** Search, filters and (where the column heads are hidden) the order of the table, all kept in the URL. */
export function CatalogControls({ categories, variants, children }: CatalogControlsProps) {
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(catalogParams, { shallow: false, startTransition });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b p-3">
        <Field label="Search products" hideLabel className="relative min-w-0 grow basis-full sm:max-w-xl sm:basis-64">
          <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted" aria-hidden />
          <Input
            type="search"
            placeholder="Search title, ASIN, SKU"
            value={params.search}
            onChange={(event) =>
              setParams({ search: event.target.value, ...FIRST_PAGE }, { limitUrlUpdates: debounce(TYPING_MS) })
            }
            className="pl-9"
          />
        </Field>
        <Select
          label="Category"
          hideLabel
          className="min-w-0 flex-1 basis-32 sm:max-w-48"
          value={params.category ?? ALL}
          onValueChange={(category) => setParams({ category: category || null, ...FIRST_PAGE })}
          options={[{ value: ALL, label: "All categories" }, ...categories.map((value) => ({ value, label: value }))]}
        />
        <Select
          label="Has variant"
          hideLabel
          className="min-w-0 flex-1 basis-32 sm:max-w-40"
          value={params.variant ?? ALL}
          onValueChange={(variant) => setParams({ variant: variant || null, ...FIRST_PAGE })}
          options={[
            { value: ALL, label: "Any variant" },
            ...variants.map((entry) => ({ value: entry.variant, label: `${entry.variant} (${count(entry.count)})` })),
          ]}
        />
        <Select
          label="Order"
          hideLabel
          className="min-w-0 flex-1 basis-36 sm:max-w-44 lg:hidden"
          value={params.sort}
          onValueChange={(value) => setParams({ sort: catalogParams.sort.parse(value), ...FIRST_PAGE })}
          options={SORTS}
        />
        <SelectedCount />
      </div>
      <div aria-busy={pending} className={cn("transition-opacity", pending && "opacity-60")}>
        {children}
      </div>
    </>
  );
}
