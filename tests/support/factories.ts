import { randomUUID } from "node:crypto";
import { db, transaction } from "#lib/db/client.ts";
import { createImageType } from "#lib/db/image-types.ts";
import { createProducts } from "#lib/db/products/import.ts";
import { createTemplate } from "#lib/db/templates.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { type ImageTypeInput, imageTypeInputSchema } from "#lib/schemas/image-type.ts";
import { type Template, templateInputSchema } from "#lib/schemas/template.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { putPicture, store } from "#lib/storage/storage.ts";
import { drawPicture, type PictureOptions } from "#tests/support/picture.ts";

async function storeSource(variant: string, options: PictureOptions) {
  const bytes = await drawPicture(options);
  const id = randomUUID();
  return { id, variant, ...(await putPicture(store(), sourceKey(id), bytes, await inspectPicture(bytes))) };
}

let counter = 0;

type ProductOptions = {
  title?: string;
  asin?: string | null;
  sku?: string | null;
  category?: string | null;
  /** Variants, with options where they matter. */
  photos?: (string | ({ variant: string } & PictureOptions))[];
};

/** Returns the product's id. */
export async function makeProduct({
  title = "Enamel mug",
  photos = ["MAIN"],
  ...facts
}: ProductOptions = {}): Promise<string> {
  counter += 1;
  const asin = facts.asin === undefined ? `B${String(counter).padStart(9, "0")}` : facts.asin;
  const sku = facts.sku === undefined ? `SKU-${counter}` : facts.sku;
  const wanted = photos.map((photo) => (typeof photo === "string" ? { variant: photo } : photo));
  const sourceImages = await Promise.all(wanted.map(({ variant, ...options }) => storeSource(variant, options)));
  const product = { title, asin, sku, category: facts.category ?? null, sourceImages };
  await transaction((tx) => createProducts(tx, [product]));
  const where = sourceImages[0] ? { sourceImages: { some: { id: sourceImages[0].id } } } : { title, asin, sku };
  const { id } = await db.product.findFirstOrThrow({ where, select: { id: true } });
  return id;
}

/** Returns the image type's id. */
export async function makeImageType(
  defaultPrompt = "A photo of {{product_title}}",
  name = `Type ${randomUUID()}`,
  format: Partial<Pick<ImageTypeInput, "aspectRatio" | "imageSize">> = {},
): Promise<string> {
  return (await createImageType(imageTypeInputSchema.parse({ name, defaultPrompt, ...format }))).id;
}

export function makeTemplate(promptText: string, variables: unknown[] = []): Promise<Template> {
  return createTemplate(templateInputSchema.parse({ name: `Template ${randomUUID()}`, promptText, variables }));
}
