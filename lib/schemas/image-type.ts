import { z } from "zod";
import { MAX_PROMPT_LENGTH } from "./image.ts";
import { nameSchema } from "./template.ts";
import { requiredText, text } from "./text.ts";

const order = z
  .number("Use a whole number.")
  .int("Use a whole number.")
  .min(0, "Use 0 or more.")
  .max(10_000, "Use at most 10,000.");

export const imageTypeInputSchema = z.object({
  name: nameSchema,
  description: text(1_000).default(""),
  defaultPrompt: requiredText(MAX_PROMPT_LENGTH, "Enter a default prompt."),
  order: order.default(0),
});
export type ImageTypeInput = z.infer<typeof imageTypeInputSchema>;

export const imageTypePatchSchema = z.object({
  name: nameSchema.optional(),
  description: text(1_000).optional(),
  defaultPrompt: requiredText(MAX_PROMPT_LENGTH, "Enter a default prompt.").optional(),
  order: order.optional(),
});
export type ImageTypePatch = z.infer<typeof imageTypePatchSchema>;

export const imageTypeSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  defaultPrompt: z.string(),
  order: z.number().int(),
});
export type ImageType = z.infer<typeof imageTypeSchema>;

export const imageTypesSchema = z.object({ imageTypes: z.array(imageTypeSchema) });
