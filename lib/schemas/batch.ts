import { z } from "zod";

/** What a job of tier batch waits for. Null of other jobs. */
export const jobBatchesSchema = z.object({
  /** Images of batches that are not sent yet. */
  waiting: z.number().int(),
  /** Images of batches that were sent: they are paid. */
  coming: z.number().int(),
  /** How many batches those are. */
  batches: z.number().int(),
  /** When the first of them was sent. */
  since: z.iso.datetime().nullable(),
});
export type JobBatches = z.infer<typeof jobBatchesSchema>;
