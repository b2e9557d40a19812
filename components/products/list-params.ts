import { createLoader, debounce, type inferParserType, type Options, parseAsStringLiteral } from "nuqs/server";
import { FILTERS, type FilterParams } from "#components/products/filters.tsx";
import type { ProductFilter, ProductSortParam } from "#lib/schemas/product.ts";
import {
  FILTER_NAMES,
  type FilterName,
  type FilterValue,
  filtersOn,
  filterValue,
} from "#lib/schemas/product-filter.ts";

export const SORTS = [
  { value: "-createdAt", label: "Newest first" },
  { value: "createdAt", label: "Oldest first" },
  { value: "title", label: "Title, A to Z" },
  { value: "-title", label: "Title, Z to A" },
  { value: "asin", label: "ASIN, A to Z" },
  { value: "-asin", label: "ASIN, Z to A" },
  { value: "-generated", label: "Most images first" },
  { value: "generated", label: "Fewest images first" },
] as const satisfies { value: ProductSortParam; label: string }[];

function perFilter<Table extends Record<FilterName, unknown>>(pick: (name: FilterName) => Table[FilterName]): Table {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, pick(name)])) as Table;
}

export const listParams = {
  ...perFilter<{ [Name in FilterName]: (typeof FILTERS)[Name]["param"] }>((name) => FILTERS[name].param),
  sort: parseAsStringLiteral(SORTS.map(({ value }) => value)).withDefault("-createdAt"),
};
export type ListParams = inferParserType<typeof listParams>;

export const TYPING_MS = 250;

export function updateOptions(change: Partial<ListParams>): Pick<Options, "limitUrlUpdates"> {
  const isTyped = FILTER_NAMES.some((name) => name in change && FILTERS[name].isTyped);
  return isTyped ? { limitUrlUpdates: debounce(TYPING_MS) } : {};
}

/** A value that the server would reject filters nothing. */
export function filterOf(params: FilterParams): ProductFilter {
  function read<Name extends FilterName>(name: Name) {
    const value: FilterValue<Name> | null = params[name];
    return value === null ? null : FILTERS[name].read(value);
  }
  return Object.fromEntries(FILTER_NAMES.flatMap((name) => (read(name) === null ? [] : [[name, read(name)]])));
}

export function queryOf(filter: ProductFilter): Record<string, string> {
  return Object.fromEntries(filtersOn(filter).map((name) => [name, String(filterValue(filter, name))]));
}

export function paramsOfFilter(filter: ProductFilter): FilterParams {
  return perFilter<FilterParams>((name) => filterValue(filter, name));
}

export const NO_FILTER = paramsOfFilter({});

/** In the wizard `variant` is the variant to send, so the list's filter by variant is called `has`. */
export const WIZARD_KEYS = { variant: "has" } as const;
export const loadWizardListParams = createLoader(listParams, { urlKeys: WIZARD_KEYS });
