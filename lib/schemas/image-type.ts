import { z } from "zod";
import { aspectRatioSchema, imageSizeSchema } from "./format-fields.ts";
import { MAX_PROMPT_LENGTH } from "./limits.ts";
import { nameSchema, requiredText, text } from "./text.ts";

const fields = {
  name: nameSchema,
  description: text(1_000),
  defaultPrompt: requiredText(MAX_PROMPT_LENGTH, "Enter a default prompt."),
  order: z
    .number("Use a whole number.")
    .int("Use a whole number.")
    .min(0, "Use 0 or more.")
    .max(10_000, "Use at most 10,000."),
  /** For shots that name none. Null for a square. */
  aspectRatio: aspectRatioSchema.nullable(),
  /** For shots that name none. Null for that of the model. */
  imageSize: imageSizeSchema.nullable(),
};

export const imageTypeInputSchema = z.object({
  ...fields,
  description: fields.description.default(""),
  order: fields.order.default(0),
  aspectRatio: fields.aspectRatio.default(null),
  imageSize: fields.imageSize.default(null),
});
export type ImageTypeInput = z.infer<typeof imageTypeInputSchema>;

export const imageTypePatchSchema = z.object(fields).partial();
export type ImageTypePatch = z.infer<typeof imageTypePatchSchema>;

export const imageTypeSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  defaultPrompt: z.string(),
  order: z.number().int(),
  aspectRatio: fields.aspectRatio,
  imageSize: fields.imageSize,
});
export type ImageType = z.infer<typeof imageTypeSchema>;

export const imageTypesSchema = z.object({ imageTypes: z.array(imageTypeSchema) });
