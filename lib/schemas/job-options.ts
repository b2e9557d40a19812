import { z } from "zod";
import { budgetFields } from "./budget.ts";
import { JOB_TIERS, PILOT_PRODUCTS } from "./job-tiers.ts";
import { idSchema } from "./text.ts";

const MAX_PILOT_PRODUCTS = 10;

/** What a request says about the money of a job. */
export const jobOptionFields = {
  ...budgetFields,
  pilot: z.union([z.literal(PILOT_PRODUCTS), z.array(idSchema).min(1).max(MAX_PILOT_PRODUCTS)]).optional(),
  /** Default true: images that exist already are used. */
  reuse: z.boolean().optional(),
  tier: z.enum(JOB_TIERS).optional(),
};
const jobOptionsSchema = z.object(jobOptionFields);
export type JobOptions = z.infer<typeof jobOptionsSchema>;
