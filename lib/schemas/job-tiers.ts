/** When calls are made: at once, at half price within minutes, or in batches at half price within hours. Google may serve a call in another tier. */
export const ASKED_TIERS = ["standard", "flex", "batch"] as const;
export type AskedTier = (typeof ASKED_TIERS)[number];

/** As buttons and pages name them. */
export const TIER_NAMES: Record<AskedTier, string> = { standard: "Now", flex: "Flex", batch: "Overnight" };

/** What is left of a batch after its deadline is asked for in one of them. */
export const LATE_TIERS = ["standard", "flex"] as const;
export type LateTier = (typeof LATE_TIERS)[number];
/** Google gives a batch up after 48 hours. */
export const MAX_DEADLINE_HOURS = 47;
export const DEFAULT_DEADLINE_HOURS = 24;
export const MAX_SWITCH_MINUTES = 1_440;
