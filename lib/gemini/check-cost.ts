import "server-only";
import { factsOf } from "#lib/gemini/models.ts";
import { priceOf } from "#lib/gemini/price-list.ts";
import { type ExpectedCost, expectedCost } from "#lib/gemini/prices.ts";
import type { ImageSize } from "#lib/schemas/picture-format.ts";

export const CHECK_PROMPT = "Draw this square in grey.";

/** The cheapest that the model makes. */
export function checkSize(model: string): ImageSize {
  const { sizes, size } = factsOf(model);
  return sizes[0] ?? size;
}

/** Null where no price is known. */
export function checkCost(model: string): ExpectedCost | null {
  const price = priceOf(model, "standard");
  return price && expectedCost(price, { size: checkSize(model), pictures: 1, characters: CHECK_PROMPT.length });
}
