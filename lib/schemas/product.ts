import { z } from "zod";
import { generatedImageSchema } from "./image.ts";
import { MAX_CATEGORY_LENGTH, MAX_SEARCH_LENGTH } from "./limits.ts";
import { flagSchema, idSchema, pageQuery, text } from "./text.ts";
import { variantFilterSchema } from "./variant.ts";

const SORTS = ["title", "asin", "createdAt", "generated"] as const;
export type ProductSort = (typeof SORTS)[number];

/** `-title` is the reverse order. */
const sortSchema = z.enum(
  SORTS.flatMap((sort) => [sort, `-${sort}` as const]),
  "Use title, asin, createdAt or generated, with - to reverse.",
);
export type ProductSortParam = z.infer<typeof sortSchema>;

/** A day as 2026-11-28. PostgreSQL knows no year 0. */
export const dateSchema = z.iso
  .date("Use a date such as 2026-11-28.")
  .refine((date) => date >= "0001", "Use a date such as 2026-11-28.");

/**
 * What narrows the products down. The compiler asks for the rest of each filter: its condition in the database
 * (`lib/db/products/filter.ts`), and its place in the URL, its rule for a row, its words and its control
 * (`components/products/filters.tsx`).
 */
export const productFilterFields = {
  /** Part of title, ASIN or SKU; ignores case and accents. */
  search: text(MAX_SEARCH_LENGTH).optional(),
  category: text(MAX_CATEGORY_LENGTH).optional(),
  variant: variantFilterSchema.optional(),
  /** Only products with, or without, a finished generated image. */
  hasGenerated: flagSchema.optional(),
  /** Only products whose newest finished image is older than this day, which begins at midnight UTC. */
  lastGeneratedBefore: dateSchema.optional(),
  /** Products whose image failed in this job; `last` is the newest job. */
  failedIn: idSchema.optional(),
};
export const productFilterSchema = z.object(productFilterFields);
export type ProductFilter = z.infer<typeof productFilterSchema>;

export const productsQuerySchema = z.object({
  ...productFilterFields,
  sort: sortSchema.default("-createdAt"),
  ...pageQuery,
});
export type ProductsQuery = z.infer<typeof productsQuerySchema>;

/** What a product is told by in words: a catalogue and an edit write it, a prompt is filled with it. */
export const productTextsSchema = z.object({
  asin: z.string().nullable(),
  sku: z.string().nullable(),
  title: z.string(),
  category: z.string().nullable(),
});
export type ProductTexts = z.infer<typeof productTextsSchema>;

export const productSummarySchema = z.object({
  id: z.string(),
  ...productTextsSchema.shape,
  createdAt: z.iso.datetime(),
  variants: z.array(z.string()),
  sourceImageCount: z.number().int(),
  generatedImageCount: z.number().int(),
  lastGeneratedAt: z.iso.datetime().nullable(),
  thumbnailUrl: z.string().nullable(),
});
export type ProductSummary = z.infer<typeof productSummarySchema>;

export const productsSchema = z.object({
  products: z.array(productSummarySchema),
  nextCursor: z.string().nullable(),
  /** Matching rows, on the first page only. */
  total: z.number().int().optional(),
});
export type Products = z.infer<typeof productsSchema>;
export type ProductPage = Pick<Products, "products" | "nextCursor">;

export const sourceImageSchema = z.object({
  id: z.string(),
  variant: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int(),
  mimeType: z.string(),
  url: z.string(),
  thumbnailUrl: z.string(),
});
export type SourceImage = z.infer<typeof sourceImageSchema>;

export const productSchema = productSummarySchema.extend({
  sourceImages: z.array(sourceImageSchema),
  generatedImages: z.array(generatedImageSchema),
});
export type Product = z.infer<typeof productSchema>;
