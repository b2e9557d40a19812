import "server-only";
import { priceOf } from "#lib/gemini/price-list.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { ASKED_TIERS, type AskedTier } from "#lib/schemas/job-tiers.ts";

/** Those with a known price; the demo model has all, and any model is called in the standard one. */
export function offeredTiers(model: string): AskedTier[] {
  return ASKED_TIERS.filter((tier) => tier === "standard" || model === DEMO_MODEL || priceOf(model, tier) !== null);
}
