import type { Product } from "#lib/schemas/product.ts";

/** What stands in a product's form. */
export type ProductDraft = { title: string; asin: string; sku: string; category: string };

const FIELDS = ["title", "asin", "sku", "category"] as const;

/** A form for this product; for none, a blank one. */
export function draftOf(product: Pick<Product, keyof ProductDraft> | null): ProductDraft {
  return {
    title: product?.title ?? "",
    asin: product?.asin ?? "",
    sku: product?.sku ?? "",
    category: product?.category ?? "",
  };
}

/** The fields that differ: what somebody else changed meanwhile is left alone. */
export function changesOf(before: ProductDraft, after: ProductDraft): Partial<ProductDraft> {
  return Object.fromEntries(
    FIELDS.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]),
  );
}
