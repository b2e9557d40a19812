import { z } from "zod";
import { MAX_LINK_DAYS, MAX_LINK_PRODUCTS, MAX_NOTE_LENGTH, MAX_PASSWORD, MIN_LINK_PASSWORD } from "./limits.ts";
import { decisionSchema, reviewImageSchema } from "./review.ts";
import { idSchema, nameSchema, pageQuery, requiredText, text } from "./text.ts";

/** Of a job, or of products. */
export const reviewLinkInputSchema = z
  .strictObject({
    /** Shown to those who open the link. */
    name: nameSchema,
    jobId: idSchema.optional(),
    productIds: z
      .array(idSchema)
      .min(1, "Choose at least one product.")
      .max(MAX_LINK_PRODUCTS, `Choose at most ${MAX_LINK_PRODUCTS} products.`)
      .transform((ids) => [...new Set(ids)])
      .optional(),
    mayDecide: z.boolean().default(false),
    days: z
      .number()
      .int()
      .min(1, "Use 1 day or more.")
      .max(MAX_LINK_DAYS, `Use at most ${MAX_LINK_DAYS} days.`)
      .default(14),
    password: z
      .string()
      .min(MIN_LINK_PASSWORD, `Use at least ${MIN_LINK_PASSWORD} characters.`)
      .max(MAX_PASSWORD, `Use at most ${MAX_PASSWORD} characters.`)
      .optional(),
  })
  .refine(({ jobId, productIds }) => (jobId === undefined) !== (productIds === undefined), {
    message: "Send either jobId or productIds.",
    path: ["jobId"],
  });

export const reviewLinkCreatedSchema = z.object({
  id: idSchema,
  /** The only time that it is shown. */
  url: z.string(),
  expiresAt: z.string(),
});

const reviewLinkSchema = z.object({
  id: idSchema,
  name: z.string(),
  jobId: z.string().nullable(),
  /** 0: of a job. */
  products: z.number().int(),
  mayDecide: z.boolean(),
  hasPassword: z.boolean(),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export const reviewLinksSchema = z.object({ links: z.array(reviewLinkSchema) });

/** What a link shows of an image: nothing of costs, prompts, checks or the rest of the catalogue. */
const sharedImageSchema = reviewImageSchema.pick({
  id: true,
  productTitle: true,
  asin: true,
  targetVariant: true,
  url: true,
  thumbnailUrl: true,
  width: true,
  height: true,
  review: true,
});
export const sharedImagesSchema = z.object({ images: z.array(sharedImageSchema), nextCursor: z.string().nullable() });
export const sharedImagesQuerySchema = z.object(pageQuery);

export const unlockSchema = z.object({ password: z.string().min(1, "Enter the password.").max(MAX_PASSWORD) });

/** `by`: the name that the visitor gives. */
export const sharedDecisionSchema = z.object({
  decision: decisionSchema,
  note: text(MAX_NOTE_LENGTH).optional(),
  by: requiredText(60, "Enter your name."),
});

export type ReviewLinkInput = z.infer<typeof reviewLinkInputSchema>;
export type ReviewLinkCreated = z.infer<typeof reviewLinkCreatedSchema>;
export type ReviewLinkRow = z.infer<typeof reviewLinkSchema>;
export type SharedImage = z.infer<typeof sharedImageSchema>;
export type SharedImages = z.infer<typeof sharedImagesSchema>;
export type SharedDecision = z.infer<typeof sharedDecisionSchema>;
