import { z } from "zod";

const usd = z.number().nonnegative().nullable();

/** What a job would cost and how long it would take. The amounts are null where no price is known. */
export const estimateSchema = z.object({
  usd,
  lowUsd: usd,
  highUsd: usd,
  seconds: z.number().int(),
  /** From the last images of the model here, or from the table of prices. */
  basis: z.enum(["table", "history"]),
  /** Nothing is billed: the amounts are of pretended prices. */
  demo: z.boolean(),
  /** What is left of the budget of the job, the day or the month, whichever is least; null without one. */
  budgetLeftUsd: usd,
});
export type Estimate = z.infer<typeof estimateSchema>;
