import "server-only";
import { priceOf } from "#lib/gemini/price-list.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { JOB_TIERS, type JobTier } from "#lib/schemas/job-tiers.ts";

/** Those with a known price; the demo model has all. */
export function offeredTiers(model: string): JobTier[] {
  return JOB_TIERS.filter((tier) => tier === "standard" || model === DEMO_MODEL || priceOf(model, tier) !== null);
}
