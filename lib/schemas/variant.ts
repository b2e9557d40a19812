import { z } from "zod";
import { canonical, canonicalTarget, filtered, isTarget, isVariant, upper, VARIANT_LIKE } from "./variant-names.ts";

export const variantSchema = z
  .string()
  .transform(canonical)
  .pipe(z.string().refine(isVariant, "Use an Amazon variant such as MAIN, PT01 or SWCH."));

/** What an image is for: a variant, or something else on Amazon's pages. */
export const targetSchema = z
  .string()
  .transform(canonicalTarget)
  .pipe(z.string().refine(isTarget, "Use an Amazon variant such as PT01, or OTHER:name such as OTHER:hero-banner."));

export const asinSchema = z
  .string()
  .transform(upper)
  .pipe(z.string().regex(/^[A-Z0-9]{10}$/, "An ASIN has ten letters and digits."));

export const asinFormSchema = z.object({ asin: asinSchema });

/** A variant in a filter or request. An unknown one simply matches nothing. */
export const variantFilterSchema = z
  .string()
  .transform(filtered)
  .pipe(z.string().regex(VARIANT_LIKE, "Use an Amazon variant such as MAIN or PT01."));

export const variantsSummarySchema = z.object({
  variants: z.array(z.object({ variant: z.string(), count: z.number().int() })),
});

export type VariantCount = z.infer<typeof variantsSummarySchema>["variants"][number];
