import { z } from "zod";
import { regenerateRequestSchema } from "./image.ts";
import { idSchema } from "./text.ts";

export const redoRequestInputSchema = regenerateRequestSchema.pick({ note: true });
export type RedoRequestInput = z.infer<typeof redoRequestInputSchema>;

export const redoRequestSchema = z.object({
  id: idSchema,
  imageId: idSchema,
  productTitle: z.string().nullable(),
  targetVariant: z.string(),
  thumbnailUrl: z.string().nullable(),
  note: z.string(),
  /** Who asked. */
  by: z.string(),
  at: z.string(),
});
export type RedoRequest = z.infer<typeof redoRequestSchema>;

/** Oldest first, the first ones of `total`. */
export const redoRequestsSchema = z.object({ requests: z.array(redoRequestSchema), total: z.number().int() });
export type RedoRequests = z.infer<typeof redoRequestsSchema>;
