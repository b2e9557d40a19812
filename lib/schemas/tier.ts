import { z } from "zod";
import { ASKED_TIERS, LATE_TIERS, MAX_DEADLINE_HOURS, MAX_SWITCH_MINUTES } from "./job-tiers.ts";

export const askedTierSchema = z.enum(ASKED_TIERS);
const lateTierSchema = z.enum(LATE_TIERS);

/** Of a request. `switchAfterMinutes` is for flex, the others are for batch. */
export const tierFields = {
  tier: askedTierSchema.optional(),
  /** Minutes after its first flex call from which an image is asked for in the standard tier. */
  switchAfterMinutes: z.int().min(1).max(MAX_SWITCH_MINUTES).optional(),
  /** Hours after the start from which what is left is asked for in `thenTier`. */
  deadlineHours: z.int().min(1).max(MAX_DEADLINE_HOURS).optional(),
  thenTier: lateTierSchema.optional(),
};

export type TierChoice = {
  [Field in keyof typeof tierFields]?: z.infer<(typeof tierFields)[Field]> | undefined;
};

/** Of a job. */
export const jobTierFields = {
  tier: askedTierSchema,
  switchAfterMinutes: z.int().nullable(),
  deadlineHours: z.int().nullable(),
  thenTier: lateTierSchema.nullable(),
};
export const jobTierSchema = z.object(jobTierFields);
export type JobTier = z.infer<typeof jobTierSchema>;
