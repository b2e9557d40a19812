import { z } from "zod";
import { checkSchema, verdictSchema } from "./check.ts";
import { MAX_NOTE_LENGTH, MAX_PROMPT_LENGTH } from "./limits.ts";
import { modelIdSchema } from "./model.ts";
import { imageOriginSchema, reviewSchema } from "./review.ts";
import { idSchema, pageQuery, requiredText, text } from "./text.ts";
import { targetSchema, variantFilterSchema } from "./variant.ts";

export const imageStatusSchema = z.enum(["QUEUED", "GENERATING", "COMPLETED", "FAILED", "CANCELLED"]);
export type ImageStatus = z.infer<typeof imageStatusSchema>;

/** Shared by the bulk and the single request. */
export const promptChoiceFields = {
  imageTypeId: idSchema,
  customPrompt: requiredText(MAX_PROMPT_LENGTH, "Write a prompt or omit the field.").optional(),
  templateId: idSchema.optional(),
  templateVariables: z.record(z.string().max(100), text(2_000)).optional(),
  /** Default: that of the job, else that of the look, else that of the installation. */
  model: modelIdSchema.optional(),
};

/** `false` makes images again that the model was sent the same for; left out, they are used. */
export const reuseSchema = z.boolean().optional();

export const generateImageRequestSchema = z.object({
  productId: idSchema,
  sourceImageId: idSchema.optional(),
  variant: variantFilterSchema.optional(),
  ...promptChoiceFields,
  reuse: reuseSchema,
});
export type GenerateImageRequest = z.infer<typeof generateImageRequestSchema>;

export const generatedImageSchema = z.object({
  id: z.string(),
  /** Null once the product was deleted. The title and ASIN are kept, the picture is not. */
  productId: z.string().nullable(),
  productTitle: z.string(),
  asin: z.string().nullable(),
  jobId: z.string().nullable(),
  sourceImageId: z.string().nullable(),
  sourceThumbnailUrl: z.string().nullable(),
  sourceUrl: z.string().nullable(),
  /** The variant of the source photo. */
  variant: z.string().nullable(),
  /** The variant it is meant for. */
  targetVariant: z.string(),
  imageTypeName: z.string().nullable(),
  status: imageStatusSchema,
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  attempts: z.number().int(),
  url: z.string().nullable(),
  thumbnailUrl: z.string().nullable(),
  mimeType: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  bytes: z.number().int().nullable(),
  prompt: z.string(),
  model: z.string(),
  origin: imageOriginSchema,
  /** The image that this is a version of. */
  parentImageId: z.string().nullable(),
  /** The job that made the first version. */
  originJobId: z.string().nullable(),
  /** The note of the regeneration. */
  note: z.string().nullable(),
  /** Is it the current image of its product and variant? */
  current: z.boolean(),
  /** One of several for its product and variant in its job, none of which was picked or approved yet. */
  candidate: z.boolean(),
  /** Empty until checked. */
  checks: z.array(checkSchema),
  /** The worst of `checks`; null until checked. */
  verdict: verdictSchema.nullable(),
  review: reviewSchema,
  /** Who asked for this version; null without accounts, and where it is of a job. */
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
});
export type GeneratedImage = z.infer<typeof generatedImageSchema>;

export const generateImageResponseSchema = z.object({ image: generatedImageSchema });

export const imageVersionsSchema = z.object({ images: z.array(generatedImageSchema) });

export const imageChangeSchema = z
  .strictObject({
    targetVariant: targetSchema.optional(),
    current: z.boolean().optional(),
    /** `versions`: replaces only its own other versions; other images for the product and variant stay current. */
    scope: z.literal("versions", "Use versions.").optional(),
  })
  .refine(
    ({ targetVariant, current }) => targetVariant !== undefined || current !== undefined,
    "Send targetVariant or current.",
  );
export type ImageChange = z.infer<typeof imageChangeSchema>;

export const regenerateRequestSchema = z.object({
  note: requiredText(MAX_NOTE_LENGTH, "Describe what should change."),
  /** From an image of an image the product drifts away: the photo is the default. */
  from: z.enum(["source", "result"], "Use source or result.").default("source"),
});
export type RegenerateRequest = z.infer<typeof regenerateRequestSchema>;

export const jobImagesQuerySchema = z.object({ status: imageStatusSchema.optional(), ...pageQuery });
export const jobImagesSchema = z.object({ images: z.array(generatedImageSchema), nextCursor: z.string().nullable() });
export type JobImages = z.infer<typeof jobImagesSchema>;
