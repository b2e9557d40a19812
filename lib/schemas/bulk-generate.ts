import { z } from "zod";
import { promptChoiceFields } from "./image.ts";
import { idSchema } from "./text.ts";
import { variantFilterSchema } from "./variant.ts";

export const MAX_PRODUCTS_PER_JOB = 10_000;

export const bulkGenerateRequestSchema = z.object({
  productIds: z
    .array(idSchema)
    .min(1, "Select at least one product.")
    .max(MAX_PRODUCTS_PER_JOB, `Select at most ${MAX_PRODUCTS_PER_JOB.toLocaleString("en")} products.`)
    .transform((ids) => [...new Set(ids)]),
  variant: variantFilterSchema,
  ...promptChoiceFields,
});
export type BulkGenerateRequest = z.infer<typeof bulkGenerateRequestSchema>;

export const bulkPreviewRequestSchema = bulkGenerateRequestSchema.extend({ promptFor: idSchema.optional() });
export type BulkPreviewRequest = z.infer<typeof bulkPreviewRequestSchema>;

const skippedSchema = z.array(
  z.object({ productId: z.string(), reason: z.enum(["PRODUCT_NOT_FOUND", "NO_SOURCE_IMAGE"]) }),
);

export const bulkGenerateResponseSchema = z.object({
  jobId: z.string(),
  totalImages: z.number().int(),
  skipped: skippedSchema,
});
export type BulkGenerateResponse = z.infer<typeof bulkGenerateResponseSchema>;

const namedProductSchema = z.object({ productId: z.string(), title: z.string() });

/** How many products a preview names in `sources` and in `alreadyMade`. */
export const MAX_PREVIEW_PRODUCTS = 100;

/** What a job would make. Makes nothing. */
export const bulkPreviewResponseSchema = z.object({
  totalImages: z.number().int(),
  skipped: z.array(skippedSchema.element.extend({ title: z.string().nullable() })),
  prompts: z.array(z.object({ productId: z.string(), prompt: z.string() })),
  /** Known variables that are empty for at least one of the products. */
  emptyVariables: z.array(z.string()),
  /** The photos that would be sent, of the first 100 products. */
  sources: z.array(namedProductSchema.extend({ thumbnailUrl: z.string() })),
  /** Products that already have a finished image of this slot, image type and prompt: the first 100 of `alreadyMadeCount`. */
  alreadyMade: z.array(namedProductSchema),
  alreadyMadeCount: z.number().int(),
});
export type BulkPreviewResponse = z.infer<typeof bulkPreviewResponseSchema>;
