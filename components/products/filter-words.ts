import { FILTERS } from "#components/products/filters.tsx";
import { type FilterName, filtersOn, filterValue, type ProductFilter } from "#lib/schemas/product.ts";

function wordsOf<Name extends FilterName>(filter: ProductFilter, name: Name): string {
  const value = filterValue(filter, name);
  return value === null ? "" : FILTERS[name].words(value);
}

/** A filter in words, to follow "all": `products with “mug”, in Kitchen, with PT01`. */
export function filterWords(filter: ProductFilter): string {
  const parts = filtersOn(filter).map((name) => wordsOf(filter, name));
  return ["products", parts.join(", ")].filter(Boolean).join(" ");
}
