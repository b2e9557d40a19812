import type { Product } from "#lib/schemas/product.ts";

const FIELDS = ["title", "asin", "sku", "category"] as const;

export type ProductDraft = Record<(typeof FIELDS)[number], string>;

export function draftOf(product: Pick<Product, keyof ProductDraft> | null): ProductDraft {
  return {
    title: product?.title ?? "",
    asin: product?.asin ?? "",
    sku: product?.sku ?? "",
    category: product?.category ?? "",
  };
}

/** Only changed fields, so that other people's changes to the rest are kept. */
export function changesOf(before: ProductDraft, after: ProductDraft): Partial<ProductDraft> {
  return Object.fromEntries(
    FIELDS.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]),
  );
}
