import { z } from "zod";
import { asOfSchema } from "./as-of.ts";
import { checkIdSchema, checkSchema, verdictSchema } from "./check.ts";
import { idSchema, pageQuery, text } from "./text.ts";
import { variantFilterSchema } from "./variant.ts";

/** Characters of the words that go with a decision or with regenerating. */
export const MAX_NOTE_LENGTH = 1_000;
/** How many images one request may decide about. */
export const MAX_REVIEWED_AT_ONCE = 10_000;

/** `none` takes an earlier decision back. */
export const decisionSchema = z.enum(["approve", "reject", "none"], "Use approve, reject or none.");
export type Decision = z.infer<typeof decisionSchema>;

/** What was decided about an image last. */
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
  /** Of this job, with the versions made of its images. */
  jobId: idSchema.optional(),
  productId: idSchema.optional(),
  /** Meant for this variant. */
  variant: variantFilterSchema.optional(),
  templateId: idSchema.optional(),
  decision: decisionSchema.optional(),
  verdict: verdictSchema.optional(),
  /** This check did not pass. */
  check: checkIdSchema.optional(),
  /** `all`: also versions that don't count (any more). */
  versions: z.literal("all", "Use all.").optional(),
};
export const reviewFilterSchema = z.object(reviewFilterFields);
export type ReviewFilter = z.infer<typeof reviewFilterSchema>;

/** Ids of images, each once. */
export const idList = (max: number) =>
  z
    .array(idSchema)
    .min(1, "Send at least one image.")
    .max(max, `Send at most ${max.toLocaleString("en")} images.`)
    .transform((ids) => [...new Set(ids)]);

/** All images that match, but for those that changed since they were counted. A name that it does not know is refused: it would choose more. */
const reviewSelectionSchema = z.strictObject({
  ...reviewFilterFields,
  /** The `asOf` of the summary that the person saw. */
  asOf: asOfSchema.optional(),
});
export type ReviewSelection = z.infer<typeof reviewSelectionSchema>;

/** The images that something is to be done with: at most `max` named one by one, or all that match, the first of them where they are many. */
export const imageChoiceFields = (max: number) => ({
  imageIds: idList(max).optional(),
  /** Instead of `imageIds`. */
  selection: reviewSelectionSchema.optional(),
});

/** Takes a request that names either images or a selection. */
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

/** `changed`: the images whose decision is another one now; of a selection at most 10,000, `more` says whether there are further ones. */
export const bulkReviewResponseSchema = z.object({ changed: z.array(z.string()), more: z.boolean() });
export type BulkReviewResponse = z.infer<typeof bulkReviewResponseSchema>;

export const reviewQuerySchema = z.object({ ...reviewFilterFields, ...pageQuery });
export type ReviewQuery = z.infer<typeof reviewQuerySchema>;

/** An image as the review wall shows it: what fits a tile and a line of facts. */
export const reviewImageSchema = z.object({
  id: z.string(),
  productId: z.string(),
  productTitle: z.string(),
  asin: z.string().nullable(),
  originJobId: z.string().nullable(),
  jobName: z.string(),
  targetVariant: z.string(),
  variant: z.string().nullable(),
  origin: z.enum(["model", "fix"]),
  model: z.string(),
  current: z.boolean(),
  /** How many versions there are, itself included. */
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

/** How many images match, by decision and by verdict, whatever the filter says of these two. */
export const reviewSummarySchema = z.object({
  /** When they were counted, for `asOf` of a selection. */
  asOf: z.string(),
  total: z.number().int(),
  approved: z.number().int(),
  rejected: z.number().int(),
  unreviewed: z.number().int(),
  /** Those without a decision that pass all checks: what bulk approval takes. */
  unreviewedPassing: z.number().int(),
  /** Those without a decision that fail or warn and were not fixed yet: what "fix all" takes. */
  unreviewedFixable: z.number().int(),
  /** Fixed versions that are being made. */
  fixing: z.number().int(),
  failing: z.number().int(),
  warned: z.number().int(),
  unchecked: z.number().int(),
});
export type ReviewSummary = z.infer<typeof reviewSummarySchema>;

/** One decision, as it is kept for good. */
export const reviewEventSchema = z.object({
  decision: decisionSchema,
  note: z.string().nullable(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type ReviewEvent = z.infer<typeof reviewEventSchema>;
export const reviewEventsSchema = z.object({ reviews: z.array(reviewEventSchema) });
