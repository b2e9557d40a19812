import { z } from "zod";
import { MAX_RESTORED_AT_ONCE } from "./limits.ts";
import { idList } from "./review.ts";

export const restoreRequestSchema = z.object({ imageIds: idList(MAX_RESTORED_AT_ONCE) });
export type RestoreRequest = z.infer<typeof restoreRequestSchema>;

/**
 * `restored`: current again among their own versions; the others no longer exist. `inProgress`: a version of it is
 * being generated; repeat the request after that.
 */
export const restoreResponseSchema = z.object({ restored: z.array(z.string()), inProgress: z.array(z.string()) });
export type RestoreResponse = z.infer<typeof restoreResponseSchema>;
