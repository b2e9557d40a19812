import { z } from "zod";
import { estimateSchema } from "./estimate.ts";
import { MAX_PILOT_PRODUCTS, MAX_SHOTS, MAX_WHOLE_PROMPT_LENGTH, PILOT_PRODUCTS } from "./limits.ts";
import { modelIdSchema } from "./model.ts";
import { idSchema, requiredText } from "./text.ts";

const productIds = z
  .array(idSchema)
  .min(1, "Choose at least one product.")
  .max(MAX_PILOT_PRODUCTS, `Choose at most ${MAX_PILOT_PRODUCTS} products.`)
  .transform((ids) => [...new Set(ids)]);

/** 3: products spread over the selection; or which ones. */
export const pilotSchema = z.union(
  [z.literal(PILOT_PRODUCTS), productIds],
  `Use ${PILOT_PRODUCTS}, or the IDs of 1 to ${MAX_PILOT_PRODUCTS} products.`,
);
export type Pilot = z.infer<typeof pilotSchema>;

const prompt = requiredText(MAX_WHOLE_PROMPT_LENGTH, "Write a prompt or omit the field.");

/** `prompt` is for a job of one shot. `shot`: its place in the job, from 0. */
export const promptChangeFields = {
  prompt: prompt.optional(),
  prompts: z
    .array(
      z.strictObject({
        shot: z
          .int()
          .min(0)
          .max(MAX_SHOTS - 1),
        prompt,
      }),
    )
    .max(MAX_SHOTS)
    .optional(),
};
export type PromptChanges = z.infer<z.ZodObject<typeof promptChangeFields>>;

/** `model` makes the remaining images. */
export const continueRequestSchema = z.strictObject({
  ...promptChangeFields,
  model: modelIdSchema.optional(),
  /** Makes the pilot's images again: those of shots whose prompt is changed, or of all with another model. */
  regeneratePilot: z.boolean().default(false),
});
export type ContinueRequest = z.infer<typeof continueRequestSchema>;

/** Without `productIds` three others are chosen. */
export const tryOthersRequestSchema = z.strictObject({ ...promptChangeFields, productIds: productIds.optional() });
export type TryOthersRequest = z.infer<typeof tryOthersRequestSchema>;

const partSchema = z.object({ images: z.number().int(), estimate: estimateSchema });

export const pilotStateSchema = z.object({
  shots: z.array(
    z.object({
      shot: z.number().int(),
      name: z.string(),
      /** As it is sent, with the variables of the product still to be filled in. */
      prompt: z.string(),
      /** Images of the pilot. */
      images: z.number().int(),
    }),
  ),
  /** Images of the pilot, and of earlier ones: what it would cost to make them again. */
  made: partSchema,
  /** What the job makes once it continues. */
  left: partSchema,
  productsLeft: z.number().int(),
});
export type PilotState = z.infer<typeof pilotStateSchema>;
