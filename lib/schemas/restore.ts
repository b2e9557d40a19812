import { z } from "zod";
import { idList } from "./review.ts";

/** How many images one request brings back. */
export const MAX_RESTORED_AT_ONCE = 1_000;

export const restoreRequestSchema = z.object({ imageIds: idList(MAX_RESTORED_AT_ONCE) });
export type RestoreRequest = z.infer<typeof restoreRequestSchema>;

/**
 * `restored`: those that are current again among their own versions; any other is gone. `inProgress`: those of them with a
 * version that is being generated now and becomes current once it is: send the same request again after that.
 */
export const restoreResponseSchema = z.object({ restored: z.array(z.string()), inProgress: z.array(z.string()) });
export type RestoreResponse = z.infer<typeof restoreResponseSchema>;
