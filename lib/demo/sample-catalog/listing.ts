import type { Shots, Variant } from "#lib/demo/sample-catalog/shots.ts";

/** One product as its department lists it; `without` names the variants that its seller has no photo for. */
export type Listing = {
  sku: string;
  title: string;
  category: string;
  shots: () => Shots;
  without?: readonly Exclude<Variant, "MAIN">[];
};
