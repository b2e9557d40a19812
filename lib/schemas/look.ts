import { z } from "zod";
import { MAX_LOOK_PICTURES, MAX_PROMPT_LENGTH } from "./limits.ts";
import { modelIdSchema } from "./model.ts";
import { IMAGE_SIZES } from "./picture-format.ts";
import { idSchema, nameSchema, text } from "./text.ts";

const fields = {
  name: nameSchema,
  /** Added to the prompt of each image, with the variables of a product. */
  prompt: text(MAX_PROMPT_LENGTH),
  /** Null for that of the model. */
  imageSize: z.enum(IMAGE_SIZES, `Use one of ${IMAGE_SIZES.join(", ")}.`).nullable(),
  /** Null for that of the job. */
  model: modelIdSchema.nullable(),
};

export const lookInputSchema = z.strictObject({
  ...fields,
  prompt: fields.prompt.default(""),
  imageSize: fields.imageSize.default(null),
  model: fields.model.default(null),
});
export type LookInput = z.infer<typeof lookInputSchema>;

export const lookPatchSchema = z
  .strictObject({
    ...fields,
    /** All its pictures, in their new order. */
    pictureIds: z.array(idSchema).max(MAX_LOOK_PICTURES, `A look has at most ${MAX_LOOK_PICTURES} pictures.`),
  })
  .partial();
export type LookPatch = z.infer<typeof lookPatchSchema>;

export const lookPictureSchema = z.object({
  id: z.string(),
  url: z.string(),
  thumbnailUrl: z.string(),
  width: z.int(),
  height: z.int(),
});
export type LookPicture = z.infer<typeof lookPictureSchema>;

export const lookPictureAnswerSchema = z.object({ picture: lookPictureSchema });

export const lookSchema = z.object({
  id: z.string(),
  name: z.string(),
  prompt: z.string(),
  imageSize: z.enum(IMAGE_SIZES).nullable(),
  model: z.string().nullable(),
  /** In the order in which they are sent. */
  pictures: z.array(lookPictureSchema),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Look = z.infer<typeof lookSchema>;

export const looksSchema = z.object({ looks: z.array(lookSchema) });
