import { z } from "zod";
import { budgetFields } from "./budget.ts";
import { reuseSchema } from "./image.ts";
import { JOB_TIERS, LATE_TIERS, MAX_DEADLINE_HOURS, MAX_SWITCH_MINUTES } from "./job-tiers.ts";
import { pilotSchema } from "./pilot.ts";

/** What a request says about the money of a job. */
export const jobOptionFields = {
  ...budgetFields,
  pilot: pilotSchema.optional(),
  reuse: reuseSchema,
  tier: z.enum(JOB_TIERS).optional(),
  /** Of flex: after how long an image is asked for at the full price. */
  switchAfterMinutes: z.int().min(1).max(MAX_SWITCH_MINUTES).optional(),
  /** Of batch: after how long what is left is asked for in `thenTier`. */
  deadlineHours: z.int().min(1).max(MAX_DEADLINE_HOURS).optional(),
  thenTier: z.enum(LATE_TIERS).optional(),
};
const jobOptionsSchema = z.object(jobOptionFields);
export type JobOptions = z.infer<typeof jobOptionsSchema>;
