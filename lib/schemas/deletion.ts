import { z } from "zod";
import { idSchema } from "./text.ts";

/** How long what a person deleted can be restored. */
export const RESTORABLE_DAYS = 7;

/** What was deleted: a product, photo, generated image or job, by its id. */
export const restoreDeletedRequestSchema = z.object({ id: idSchema });

export const restoreDeletedResponseSchema = z.object({
  id: z.string(),
  kind: z.enum(["product", "photo", "image", "job"]),
});
export type RestoreDeletedResponse = z.infer<typeof restoreDeletedResponseSchema>;
