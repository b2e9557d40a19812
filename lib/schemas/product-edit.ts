import { z } from "zod";
import { MAX_CATEGORY_LENGTH, MAX_SKU_LENGTH, MAX_TITLE_LENGTH, sourceImageSchema } from "./product.ts";
import { idSchema, requiredText, text } from "./text.ts";
import { asinSchema, variantSchema } from "./variant.ts";

const emptyIsNull = <Schema extends z.ZodType<string | null>>(schema: Schema) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? null : value), schema);

const facts = {
  title: requiredText(MAX_TITLE_LENGTH, "A product needs a title."),
  asin: emptyIsNull(asinSchema.nullable()),
  sku: emptyIsNull(text(MAX_SKU_LENGTH).nullable()),
  category: emptyIsNull(text(MAX_CATEGORY_LENGTH).nullable()),
};

/** The body that makes a product by hand. */
export const newProductSchema = z.object({
  title: facts.title,
  asin: facts.asin.default(null),
  sku: facts.sku.default(null),
  category: facts.category.default(null),
});
export type NewProductRequest = z.infer<typeof newProductSchema>;

/** The body that changes a product: what is left out stays, null or blank text empties a field. */
export const productChangeSchema = z.object(facts).partial();
export type ProductChange = z.infer<typeof productChangeSchema>;

/** The fields beside the file of a photo to add. */
export const photoFieldsSchema = z.object({ variant: variantSchema });

/** Photos that one request may move to other variants. */
const MAX_MOVES = 500;

/** The body that moves photos of a product to other variants, all at once: variants by the photos' ids. */
export const movePhotosSchema = z.object({
  variants: z
    .record(idSchema, variantSchema)
    .refine((variants) => Object.keys(variants).length > 0, "Send at least one photo.")
    .refine((variants) => Object.keys(variants).length <= MAX_MOVES, `Move at most ${MAX_MOVES} photos at once.`),
});

/** The answer to a photo that was added or put in another's place. */
export const sourceImageAnswerSchema = z.object({ sourceImage: sourceImageSchema });
