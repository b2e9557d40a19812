import type { ProductFilter } from "#lib/schemas/product.ts";

/** A filter in words, to follow "all": `products with “mug”, in Kitchen, with PT01`. */
export function filterWords({ search, category, variant, made, failedIn }: ProductFilter): string {
  const parts = [
    search && `with “${search}”`,
    category && `in ${category}`,
    variant && `that have ${variant}`,
    made && "without a generated image",
    failedIn && "that failed in one job",
  ].filter(Boolean);
  return ["products", parts.join(", ")].filter(Boolean).join(" ");
}
