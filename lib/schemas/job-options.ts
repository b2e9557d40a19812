import { z } from "zod";
import { budgetFields } from "./budget.ts";
import { reuseSchema } from "./image.ts";
import { pilotSchema } from "./pilot.ts";
import { tierFields } from "./tier.ts";

/** What a request says about the money of a job. */
export const jobOptionFields = {
  ...budgetFields,
  pilot: pilotSchema.optional(),
  reuse: reuseSchema,
  ...tierFields,
};
const jobOptionsSchema = z.object(jobOptionFields);
export type JobOptions = z.infer<typeof jobOptionsSchema>;
