import { z } from "zod";
import { imageChoiceFields, withOneChoice } from "./review.ts";

const MIN_FIX_PX = 1_000;
const MAX_FIX_PX = 5_000;
/** The side of a fixed image unless another is asked for, in px. */
export const DEFAULT_FIX_PX = 2_000;
/** How many images one request has fixed. */
export const MAX_FIXED_AT_ONCE = 1_000;

const sizeMessage = `Use a whole number from ${MIN_FIX_PX} to ${MAX_FIX_PX}.`;
/** The longest side of the fixed image, in px. */
const size = z.int(sizeMessage).min(MIN_FIX_PX, sizeMessage).max(MAX_FIX_PX, sizeMessage).default(DEFAULT_FIX_PX);

export const fixRequestSchema = z.object({ size });
export type FixRequest = z.infer<typeof fixRequestSchema>;

/** Of a selection only images are taken that no fix was made of, or tried, and that are none themselves. */
export const bulkFixRequestSchema = withOneChoice(z.object({ ...imageChoiceFields(MAX_FIXED_AT_ONCE), size }));
export type BulkFixRequest = z.infer<typeof bulkFixRequestSchema>;

/**
 * `imageIds`: those that a fix was begun of. `more`: does the selection hold images beyond the 1,000 that were taken? The
 * same request takes these.
 */
export const bulkFixResponseSchema = z.object({
  count: z.number().int(),
  more: z.boolean(),
  imageIds: z.array(z.string()),
});
export type BulkFixResponse = z.infer<typeof bulkFixResponseSchema>;
