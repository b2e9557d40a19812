import { z } from "zod";
import { aspectRatioSchema, imageSizeSchema } from "./format-fields.ts";
import { promptChoiceFields } from "./image.ts";
import { MAX_CANDIDATES, MAX_SHOTS } from "./limits.ts";
import { idSchema, nameSchema } from "./text.ts";
import { targetSchema, variantFilterSchema } from "./variant.ts";
import { OTHER } from "./variant-names.ts";

/** No model takes more pictures than 14, one of which is the product's photo. */
const MAX_ALSO_SENT = 13;

/** A picture that a job makes of each of its products. Strict: a misspelt field would cost money. */
export const shotSchema = z.strictObject({
  /** Default: the name of the template, or of the image type. */
  name: nameSchema.optional(),
  /** The photo it is made from. */
  variant: variantFilterSchema,
  /** The variant it is meant for; OTHER: the name of the shot says what else. Default: that of the photo. */
  targetVariant: z.union([z.literal(OTHER), targetSchema]).optional(),
  ...promptChoiceFields,
  /** Adds to the prompt, sends its pictures too, and says the size and the model where the shot names none. */
  lookId: idSchema.optional(),
  /** Default: that of the image type, else a square. */
  aspectRatio: aspectRatioSchema.optional(),
  /** Default: that of the look, else that of the image type, else that of the model. */
  imageSize: imageSizeSchema.optional(),
  candidates: z.int().min(1, "Use at least 1.").max(MAX_CANDIDATES, `Use at most ${MAX_CANDIDATES}.`).default(1),
  /** Variants of further photos of the product that are sent too; a product without one is sent without it. */
  alsoSend: z
    .array(variantFilterSchema)
    .max(MAX_ALSO_SENT, `Send at most ${MAX_ALSO_SENT} further photos.`)
    .default([])
    .transform((variants) => [...new Set(variants)])
    .pipe(z.array(z.string())),
});
export type Shot = z.infer<typeof shotSchema>;

export const shotsSchema = z
  .array(shotSchema)
  .min(1, "Add at least one shot.")
  .max(MAX_SHOTS, `Use at most ${MAX_SHOTS} shots.`);

/** Why nothing is made of a product in a shot. The last two only where missing images alone are asked for. */
export const SKIP_REASONS = ["PRODUCT_NOT_FOUND", "NO_SOURCE_IMAGE", "ALREADY_MADE", "BEING_MADE"] as const;

export const skippedShotSchema = z.object({
  productId: z.string(),
  /** The place of the shot in the request, from 0. Null for a product that does not exist. */
  shot: z.int().nullable(),
  reason: z.enum(SKIP_REASONS),
});
export type SkippedShot = z.infer<typeof skippedShotSchema>;
