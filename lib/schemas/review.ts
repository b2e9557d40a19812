import { z } from "zod";
import { asOfSchema } from "./as-of.ts";
import { checkIdSchema, checkSchema, verdictSchema } from "./check.ts";
import { MAX_NOTE_LENGTH, MAX_REVIEWED_AT_ONCE } from "./limits.ts";
import { idSchema, pageQuery, text } from "./text.ts";
import { variantFilterSchema } from "./variant.ts";

/** `none` clears the decision. */
export const decisionSchema = z.enum(["approve", "reject", "none"], "Use approve, reject or none.");
export type Decision = z.infer<typeof decisionSchema>;

/** The latest decision about an image. */
/** What made it: a call for it, a fix, or a call for another image, whose bytes it has. */
export const imageOriginSchema = z.enum(["model", "fix", "reused"]);
export type ImageOriginName = z.infer<typeof imageOriginSchema>;

export const reviewSchema = z.object({
  decision: decisionSchema,
  note: z.string().nullable(),
  by: z.string().nullable(),
  at: z.iso.datetime().nullable(),
});
export type Review = z.infer<typeof reviewSchema>;

const decisionFields = { decision: decisionSchema, note: text(MAX_NOTE_LENGTH).optional() };

export const reviewRequestSchema = z.object(decisionFields);
export type ReviewRequest = z.infer<typeof reviewRequestSchema>;

const reviewFilterFields = {
  /** Images of this job and their versions. */
  jobId: idSchema.optional(),
  productId: idSchema.optional(),
  /** Images for this variant. */
  variant: variantFilterSchema.optional(),
  templateId: idSchema.optional(),
  decision: decisionSchema.optional(),
  verdict: verdictSchema.optional(),
  /** Images that did not pass this check. */
  check: checkIdSchema.optional(),
  /** `all`: include versions that are not current. */
  versions: z.literal("all", "Use all.").optional(),
};
export const reviewFilterSchema = z.object(reviewFilterFields);
export type ReviewFilter = z.infer<typeof reviewFilterSchema>;

/** Unique ids. */
export const idList = (max: number) =>
  z
    .array(idSchema)
    .min(1, "Send at least one image.")
    .max(max, `Send at most ${max.toLocaleString("en")} images.`)
    .transform((ids) => [...new Set(ids)]);

/**
 * Matching images, except for those that changed since they were counted. Strict: an unknown name would select more.
 */
const reviewSelectionSchema = z.strictObject({
  ...reviewFilterFields,
  /** The `asOf` of the summary that the user saw. */
  asOf: asOfSchema.optional(),
});
export type ReviewSelection = z.infer<typeof reviewSelectionSchema>;

/** At most `max` images by id, or a selection. */
export const imageChoiceFields = (max: number) => ({
  imageIds: idList(max).optional(),
  /** Instead of `imageIds`. */
  selection: reviewSelectionSchema.optional(),
});

export function withOneChoice<Schema extends z.ZodType<{ imageIds?: unknown; selection?: unknown }>>(schema: Schema) {
  return schema.refine(({ imageIds, selection }) => (imageIds === undefined) !== (selection === undefined), {
    message: "Send either imageIds or selection.",
    path: ["imageIds"],
  });
}

export const bulkReviewRequestSchema = withOneChoice(
  z.object({ ...imageChoiceFields(MAX_REVIEWED_AT_ONCE), ...decisionFields }),
);
export type BulkReviewRequest = z.infer<typeof bulkReviewRequestSchema>;

/** `changed`: images whose decision changed, at most 10,000 of a selection. `more`: the selection has more. */
export const bulkReviewResponseSchema = z.object({ changed: z.array(z.string()), more: z.boolean() });
export type BulkReviewResponse = z.infer<typeof bulkReviewResponseSchema>;

export const reviewQuerySchema = z.object({ ...reviewFilterFields, ...pageQuery });
export type ReviewQuery = z.infer<typeof reviewQuerySchema>;

export const reviewImageSchema = z.object({
  id: z.string(),
  productId: z.string(),
  productTitle: z.string(),
  asin: z.string().nullable(),
  originJobId: z.string().nullable(),
  jobName: z.string(),
  targetVariant: z.string(),
  variant: z.string().nullable(),
  origin: imageOriginSchema,
  model: z.string(),
  current: z.boolean(),
  /** See the image. */
  candidate: z.boolean(),
  /** Including this one. */
  versions: z.number().int(),
  note: z.string().nullable(),
  url: z.string(),
  thumbnailUrl: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  sourceUrl: z.string().nullable(),
  sourceThumbnailUrl: z.string().nullable(),
  checks: z.array(checkSchema),
  verdict: verdictSchema.nullable(),
  review: reviewSchema,
});
export type ReviewImage = z.infer<typeof reviewImageSchema>;

export const reviewPageSchema = z.object({ images: z.array(reviewImageSchema), nextCursor: z.string().nullable() });
export type ReviewPage = z.infer<typeof reviewPageSchema>;

/** Of all filters but `versions`: cells hold current images and candidates. */
export const reviewProductsQuerySchema = z.object(reviewFilterFields).omit({ versions: true }).extend(pageQuery);
export type ReviewProductsQuery = z.infer<typeof reviewProductsQuerySchema>;

/** A product with an image that matches, and all its images of the filter's job, variant and template. */
export const reviewProductSchema = z.object({
  id: z.string(),
  title: z.string(),
  asin: z.string().nullable(),
  /** In the order of `variants`; none is empty. */
  cells: z.array(z.object({ variant: z.string(), images: z.array(reviewImageSchema) })),
});
export type ReviewProduct = z.infer<typeof reviewProductSchema>;

export const reviewProductsPageSchema = z.object({
  products: z.array(reviewProductSchema),
  /** Variants of all images of the filter's job, variant and template, in Amazon's order. */
  variants: z.array(z.string()),
  nextCursor: z.string().nullable(),
});
export type ReviewProductsPage = z.infer<typeof reviewProductsPageSchema>;

/** Counts by decision and by verdict, regardless of the filter's own values for these two. */
export const reviewSummarySchema = z.object({
  /** For `asOf` of a selection. */
  asOf: z.string(),
  total: z.number().int(),
  approved: z.number().int(),
  rejected: z.number().int(),
  unreviewed: z.number().int(),
  /** Without a decision, and passing all checks: what bulk approval selects. */
  unreviewedPassing: z.number().int(),
  /** Without a decision, failing or warning, and not fixed yet: what "fix all" selects. */
  unreviewedFixable: z.number().int(),
  /** Fixed versions in progress. */
  fixing: z.number().int(),
  failing: z.number().int(),
  warned: z.number().int(),
  unchecked: z.number().int(),
});
export type ReviewSummary = z.infer<typeof reviewSummarySchema>;

export const reviewEventSchema = z.object({
  decision: decisionSchema,
  note: z.string().nullable(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type ReviewEvent = z.infer<typeof reviewEventSchema>;
export const reviewEventsSchema = z.object({ reviews: z.array(reviewEventSchema) });
