import { z } from "zod";
import { canonical, isVariant, upper, VARIANT_LIKE } from "./variant-names.ts";

export const variantSchema = z
  .string()
  .transform(canonical)
  .pipe(z.string().refine(isVariant, "Use an Amazon variant such as MAIN, PT01 or SWCH."));

export const asinSchema = z
  .string()
  .transform(upper)
  .pipe(z.string().regex(/^[A-Z0-9]{10}$/, "An ASIN has ten letters and digits."));

export const asinFormSchema = z.object({ asin: asinSchema });

/** A variant in a filter or request. An unknown one simply matches nothing. */
export const variantFilterSchema = z
  .string()
  .transform(upper)
  .pipe(z.string().regex(VARIANT_LIKE, "Use an Amazon variant such as MAIN or PT01."));

export const variantsSummarySchema = z.object({
  variants: z.array(z.object({ variant: z.string(), count: z.number().int() })),
});

export type VariantCount = z.infer<typeof variantsSummarySchema>["variants"][number];
