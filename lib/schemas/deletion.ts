import { z } from "zod";
import { idSchema } from "./text.ts";

/** How long a deletion can be undone. */
export const RESTORABLE_DAYS = 7;

/** `id`: a product, photo, generated image or job. */
export const restoreDeletedRequestSchema = z.object({ id: idSchema });

export const restoreDeletedResponseSchema = z.object({
  id: z.string(),
  kind: z.enum(["product", "photo", "image", "job"]),
});
export type RestoreDeletedResponse = z.infer<typeof restoreDeletedResponseSchema>;

const deletedPhotoSchema = z.object({
  id: idSchema,
  variant: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  thumbnailUrl: z.string(),
  deletedAt: z.string(),
  restorableUntil: z.string(),
});
export type DeletedPhoto = z.infer<typeof deletedPhotoSchema>;

/** Newest first. */
export const deletedPhotosSchema = z.object({ photos: z.array(deletedPhotoSchema) });
