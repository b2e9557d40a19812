import { z } from "zod";
import { DEFAULT_FIX_PX } from "./limits.ts";
import { imageChoiceFields, withOneChoice } from "./review.ts";

const MIN_FIX_PX = 1_000;
const MAX_FIX_PX = 5_000;
export const MAX_FIXED_AT_ONCE = 1_000;

const sizeMessage = `Use a whole number from ${MIN_FIX_PX} to ${MAX_FIX_PX}.`;
/** Longest side of the fixed image, in px. */
const size = z.int(sizeMessage).min(MIN_FIX_PX, sizeMessage).max(MAX_FIX_PX, sizeMessage).default(DEFAULT_FIX_PX);

export const fixRequestSchema = z.object({ size });
export type FixRequest = z.infer<typeof fixRequestSchema>;

/** A selection includes only images that were never fixed and are not fixes themselves. */
export const bulkFixRequestSchema = withOneChoice(z.object({ ...imageChoiceFields(MAX_FIXED_AT_ONCE), size }));
export type BulkFixRequest = z.infer<typeof bulkFixRequestSchema>;

/**
 * `imageIds`: those with a fix in progress. `more`: the selection has more than 1,000 images; repeat the request for
 * the rest.
 */
export const bulkFixResponseSchema = z.object({
  count: z.number().int(),
  more: z.boolean(),
  imageIds: z.array(z.string()),
});
export type BulkFixResponse = z.infer<typeof bulkFixResponseSchema>;
