import "server-only";
import { EVERYDAY } from "#lib/demo/sample-catalog/everyday.ts";
import { KITCHEN } from "#lib/demo/sample-catalog/kitchen.ts";
import type { Listing } from "#lib/demo/sample-catalog/listing.ts";
import { LIVING } from "#lib/demo/sample-catalog/living.ts";
import type { Variant } from "#lib/demo/sample-catalog/shots.ts";

/** `svg` is a document of 1200 x 1200 px with no text and no outside references. */
export type SampleProduct = {
  asin: string;
  sku: string;
  title: string;
  category: string;
  pictures: { variant: string; svg: string }[];
};

const VARIANTS: readonly Variant[] = ["MAIN", "PT01", "PT02", "PT03"];

function toProduct({ sku, title, category, shots, without = [] }: Listing, at: number): SampleProduct {
  const drawn = shots();
  const variants = VARIANTS.filter((variant) => variant === "MAIN" || !without.includes(variant));
  return {
    asin: `B0SAMPLE${String(at + 1).padStart(2, "0")}`,
    sku,
    title,
    category,
    pictures: variants.map((variant) => ({ variant: variant, svg: drawn[variant] })),
  };
}

/** The project's own catalogue: 24 products, all with MAIN, some without a picture for PT01, PT02 or PT03. */
export function sampleProducts(): SampleProduct[] {
  const departments = KITCHEN.flatMap((kitchen, at) => [kitchen, LIVING[at], EVERYDAY[at]]);
  return departments.filter((listing) => listing !== undefined).map(toProduct);
}
