import type { ProductFilter, ProductSortParam } from "./product.ts";

export function reverseSort(sort: ProductSortParam): ProductSortParam {
  return (sort.startsWith("-") ? sort.slice(1) : `-${sort}`) as ProductSortParam;
}

export type FilterName = keyof ProductFilter;
export type FilterValue<Name extends FilterName> = NonNullable<ProductFilter[Name]>;

const NAMES: Record<FilterName, true> = {
  search: true,
  category: true,
  variant: true,
  hasGenerated: true,
  lastGeneratedBefore: true,
  failedIn: true,
};
export const FILTER_NAMES = Object.keys(NAMES) as FilterName[];

/** Null if it is off. */
export function filterValue<Name extends FilterName>(filter: ProductFilter, name: Name): FilterValue<Name> | null {
  const value = filter[name];
  return value === undefined || value === "" ? null : value;
}

export function filtersOn(filter: ProductFilter): FilterName[] {
  return FILTER_NAMES.filter((name) => filterValue(filter, name) !== null);
}
