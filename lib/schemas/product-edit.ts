import { z } from "zod";
import { MAX_CATEGORY_LENGTH, MAX_SKU_LENGTH, MAX_TITLE_LENGTH } from "./limits.ts";
import { type ProductTexts, sourceImageSchema } from "./product.ts";
import { idSchema, requiredText, text } from "./text.ts";
import { asinSchema, targetSchema, variantSchema } from "./variant.ts";

const emptyIsNull = <Schema extends z.ZodType<string | null>>(schema: Schema) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? null : value), schema);

const texts = {
  title: requiredText(MAX_TITLE_LENGTH, "A product needs a title."),
  asin: emptyIsNull(asinSchema.nullable()),
  sku: emptyIsNull(text(MAX_SKU_LENGTH).nullable()),
  category: emptyIsNull(text(MAX_CATEGORY_LENGTH).nullable()),
} satisfies Record<keyof ProductTexts, z.ZodType>;

export const newProductSchema = z.object({
  title: texts.title,
  asin: texts.asin.default(null),
  sku: texts.sku.default(null),
  category: texts.category.default(null),
});
export type NewProductRequest = z.infer<typeof newProductSchema>;

/** Omitted fields are kept; null or blank text clears a field. */
export const productChangeSchema = z.object(texts).partial();
export type ProductChange = z.infer<typeof productChangeSchema>;

export const photoFieldsSchema = z.object({ variant: variantSchema });

const MAX_MOVES = 500;

const movesSchema = (what: string, variant: typeof variantSchema | typeof targetSchema) =>
  z.object({
    variants: z
      .record(idSchema, variant)
      .refine((variants) => Object.keys(variants).length > 0, `Send at least one ${what}.`)
      .refine((variants) => Object.keys(variants).length <= MAX_MOVES, `Move at most ${MAX_MOVES} ${what}s at once.`),
  });

/** Moves photos of a product to other variants, all at once: variants by photo id. */
export const movePhotosSchema = movesSchema("photo", variantSchema);

/** The same for its current images. */
export const moveImagesSchema = movesSchema("image", targetSchema);

export const sourceImageAnswerSchema = z.object({ sourceImage: sourceImageSchema });
