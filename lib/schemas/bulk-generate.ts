import { z } from "zod";
import { estimateSchema } from "./estimate.ts";
import { promptChoiceFields } from "./image.ts";
import { jobOptionFields } from "./job-options.ts";
import { MAX_PRODUCT_IDS } from "./limits.ts";
import { modelIdSchema } from "./model.ts";
import { productFilterFields } from "./product.ts";
import { shotsSchema, skippedShotSchema } from "./shot.ts";
import { idSchema } from "./text.ts";
import { variantFilterSchema } from "./variant.ts";

/** How many skipped products are named; `skippedCount` counts all. */
export const MAX_SKIPPED_SHOWN = 1_000;

const idList = z
  .array(idSchema)
  .max(MAX_PRODUCT_IDS, `Send at most ${MAX_PRODUCT_IDS.toLocaleString("en")} products.`)
  .transform((ids) => [...new Set(ids)]);

/** Strict: a misspelt filter would select everything. */
const selectionFilterSchema = z.strictObject(
  { ...productFilterFields, exceptProductIds: idList.default([]) },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `A selection has no field "${issue.keys.join('", "')}".` : undefined,
  },
);

export type FilterSelection = z.infer<typeof selectionFilterSchema>;
export type Selection = { productIds: string[] } | FilterSelection;

const selectionFields = {
  productIds: idList.refine((ids) => ids.length > 0, "Select at least one product.").optional(),
  selection: selectionFilterSchema.optional(),
};

const requestFields = {
  ...selectionFields,
  variant: variantFilterSchema,
  ...promptChoiceFields,
  ...jobOptionFields,
};

type Chosen = { productIds?: string[] | undefined; selection?: FilterSelection | undefined };

const exactlyOne = ({ productIds, selection }: Chosen) => (productIds === undefined) !== (selection === undefined);
const oneOnly = { message: "Send either productIds or selection.", path: ["productIds"] };

export function selectionOf({ productIds, selection }: Chosen): Selection {
  return selection ?? { productIds: productIds ?? [] };
}

export const selectionRequestSchema = z.object(selectionFields).refine(exactlyOne, oneOnly);

export const bulkGenerateRequestSchema = z.object(requestFields).refine(exactlyOne, oneOnly);
export type BulkGenerateRequest = z.infer<typeof bulkGenerateRequestSchema>;

export const bulkPreviewRequestSchema = z
  .object({ ...requestFields, promptFor: idSchema.optional() })
  .refine(exactlyOne, oneOnly);
export type BulkPreviewRequest = z.infer<typeof bulkPreviewRequestSchema>;

const skippedSchema = z.array(skippedShotSchema.omit({ shot: true }));

export const bulkGenerateResponseSchema = z.object({
  jobId: z.string(),
  totalImages: z.number().int(),
  skipped: skippedSchema,
  skippedCount: z.number().int(),
});
export type BulkGenerateResponse = z.infer<typeof bulkGenerateResponseSchema>;

const jobRequestFields = {
  ...selectionFields,
  /** Exactly one of `shots` and `shotListId`. */
  shots: shotsSchema.optional(),
  shotListId: idSchema.optional(),
  onlyMissing: z.boolean().default(false),
  ...jobOptionFields,
  /** Of the shots that name none. */
  model: modelIdSchema.optional(),
};

export const jobRequestSchema = z.object(jobRequestFields).refine(exactlyOne, oneOnly);
export type JobRequest = z.infer<typeof jobRequestSchema>;

export const jobResponseSchema = z.object({
  jobId: z.string(),
  totalImages: z.number().int(),
  /** The first of `skippedCount`. */
  skipped: z.array(skippedShotSchema),
  skippedCount: z.number().int(),
});
export type JobResponse = z.infer<typeof jobResponseSchema>;

const namedProductSchema = z.object({ productId: z.string(), title: z.string() });

export const OPTIONAL_FIELDS = ["asin", "sku", "category"] as const;
export type OptionalField = (typeof OPTIONAL_FIELDS)[number];

/** How many products a preview names in `missingValues`, `sources` and `alreadyMade`. */
export const MAX_PREVIEW_PRODUCTS = 100;

export const bulkPreviewResponseSchema = z.object({
  totalImages: z.number().int(),
  /** The first of `skippedCount`. */
  skipped: z.array(skippedSchema.element.extend({ title: z.string().nullable() })),
  skippedCount: z.number().int(),
  prompts: z.array(z.object({ productId: z.string(), prompt: z.string() })),
  /** Known variables that are empty for at least one product. */
  emptyVariables: z.array(z.string()),
  /** The first products with a missing value, and the fields that are empty. */
  missingValues: z.array(namedProductSchema.extend({ missing: z.array(z.enum(OPTIONAL_FIELDS)) })),
  /** The photos that would be sent, for the first 100 products. */
  sources: z.array(namedProductSchema.extend({ thumbnailUrl: z.string() })),
  /** Products that already have a finished image of this variant, image type and prompt: the first 100 of `alreadyMadeCount`. */
  alreadyMade: z.array(namedProductSchema),
  alreadyMadeCount: z.number().int(),
  /** Images that the model was sent the same for, and that may be reused. Null where a job is too large to tell. */
  existing: z.number().int().nullable(),
  /** Without those, unless they are to be made again. */
  estimate: estimateSchema,
});
export type BulkPreviewResponse = z.infer<typeof bulkPreviewResponseSchema>;

/** How many products a preview of a job shows of each shot. */
export const MAX_SHOT_PRODUCTS = 12;

export const jobPreviewSchema = z.object({
  totalImages: z.number().int(),
  shots: z.array(
    z.object({
      name: z.string(),
      variant: z.string(),
      targetVariant: z.string(),
      /** Products that it is made of, and its images of them. */
      products: z.number().int(),
      images: z.number().int(),
      skippedCount: z.number().int(),
      /** The first of the products, with the photo and the prompt that would be sent. */
      first: z.array(namedProductSchema.extend({ thumbnailUrl: z.string(), prompt: z.string() })),
    }),
  ),
  /** The first of `skippedCount`. */
  skipped: z.array(skippedShotSchema.extend({ title: z.string().nullable() })),
  skippedCount: z.number().int(),
  /** Images that the model was sent the same for, and that may be reused. Null where a job is too large to tell. */
  existing: z.number().int().nullable(),
  /** Without those, unless they are to be made again. */
  estimate: estimateSchema,
});
export type JobPreview = z.infer<typeof jobPreviewSchema>;
