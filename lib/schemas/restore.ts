import { z } from "zod";
import { idList } from "./review.ts";

/** How many images one request brings back. */
export const MAX_RESTORED_AT_ONCE = 1_000;

export const restoreRequestSchema = z.object({ imageIds: idList(MAX_RESTORED_AT_ONCE) });
export type RestoreRequest = z.infer<typeof restoreRequestSchema>;

/**
 * `restored`: those that count again among their own versions; any other is gone. `pending`: those of them that a version
 * is being made of this moment, which will count once it is made: the same request then takes it back.
 */
export const restoreResponseSchema = z.object({ restored: z.array(z.string()), pending: z.array(z.string()) });
export type RestoreResponse = z.infer<typeof restoreResponseSchema>;
