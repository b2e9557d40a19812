import { z } from "zod";

/** Amazon's variant names. Source: Amazon's rules for bulk image upload. */
const VARIANT =
  /^(?:MAIN|SWCH|(?:PT|IN)(?:0[1-9]|[1-9]\d)|TOPP|BOTT|LEFT|RGHT|FRNT|BACK|SIDE|PAIR|FACT|EEGL|PS0[1-6])$/;

const upper = (value: string) => value.trim().toUpperCase();

/** As people write them: PT1 is PT01, a swatch is SWCH. */
const canonical = (value: string) =>
  upper(value)
    .replace(/^(PT|IN|PS)([1-9])$/, "$10$2")
    .replace(/^SWATCH$/, "SWCH");

/** An Amazon variant, upper-cased: MAIN, PT01 … PT99, SWCH and the others. */
export const variantSchema = z
  .string()
  .transform(canonical)
  .pipe(z.string().regex(VARIANT, "Use an Amazon variant such as MAIN, PT01 or SWCH."));

/** An ASIN, upper-cased: ten letters and digits. */
export const asinSchema = z
  .string()
  .transform(upper)
  .pipe(z.string().regex(/^[A-Z0-9]{10}$/, "An ASIN has ten letters and digits."));

/** A variant as a filter or in a request: a short word, for one that nobody has simply matches nothing. */
export const variantFilterSchema = z
  .string()
  .transform(upper)
  .pipe(z.string().regex(/^[A-Z0-9]{1,10}$/, "Use an Amazon variant such as MAIN or PT01."));

function rank(variant: string): number {
  if (variant === "MAIN") return 0;
  return variant.startsWith("PT") ? 1 : 2;
}

/** Sorts variants as Amazon does: MAIN, PT01, PT02 …, then the rest by name. */
export function compareVariants(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

export const variantsSummarySchema = z.object({
  variants: z.array(z.object({ variant: z.string(), count: z.number().int() })),
});

export type VariantCount = z.infer<typeof variantsSummarySchema>["variants"][number];
