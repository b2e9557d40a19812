/** When calls are made: at once, at half price within minutes, or in batches at half price within hours. */
export const JOB_TIERS = ["standard", "flex", "batch"] as const;
export type JobTier = (typeof JOB_TIERS)[number];

export const MAX_BUDGET_USD = 1_000_000;
/** Products of a pilot that names none. */
export const PILOT_PRODUCTS = 3;
