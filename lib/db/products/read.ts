import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { imageSelect, toImage } from "#lib/db/images/read.ts";
import { isEmpty, matching } from "#lib/db/products/filter.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { Product, ProductFilter, ProductSummary, SourceImage } from "#lib/schemas/product.ts";
import { compareVariants, type VariantCount } from "#lib/schemas/variant.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const MAX_GENERATED_SHOWN = 1_000;
const MAX_CATEGORIES = 1_000;

/** How many of the products that match have at least one source image of each variant, in Amazon's variant order. */
export async function countProductsByVariant(filter: ProductFilter = {}): Promise<VariantCount[]> {
  const matched = isEmpty(filter)
    ? Prisma.empty
    : Prisma.sql`WHERE "productId" IN (SELECT p.id FROM "Product" p WHERE ${matching(filter)})`;
  const rows = await queryRows(
    db,
    z.object({ variant: z.string(), count: z.int() }),
    Prisma.sql`
    SELECT variant, count(*)::int AS count
    FROM (SELECT DISTINCT variant, "productId" FROM "SourceImage" ${matched}) variants GROUP BY variant`,
  );
  return rows.sort((a, b) => compareVariants(a.variant, b.variant));
}

/** The categories in use, by name, at most the first 1,000. Steps through the index from one to the next: a row each. */
export async function findCategories(): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ category: z.string() }),
    Prisma.sql`
    WITH RECURSIVE step AS (
      (SELECT category FROM "Product" WHERE category IS NOT NULL ORDER BY category LIMIT 1)
      UNION ALL
      SELECT (SELECT category FROM "Product" p WHERE p.category > step.category ORDER BY p.category LIMIT 1)
      FROM step WHERE step.category IS NOT NULL
    )
    SELECT category FROM step WHERE category IS NOT NULL LIMIT ${MAX_CATEGORIES}`,
  );
  return rows.map(({ category }) => category);
}

export const bestSourceSchema = z.object({
  productId: z.string(),
  sourceImageId: z.string(),
  title: z.string(),
  asin: z.string().nullable(),
  sku: z.string().nullable(),
  category: z.string().nullable(),
  variant: z.string(),
  storageKey: z.string(),
});
export type BestSource = z.infer<typeof bestSourceSchema>;

const BEST_SOURCE_FIELDS = Prisma.sql`p.id AS "productId", s.id AS "sourceImageId", p.title, p.asin, p.sku, p.category, s.variant, s."storageKey"`;

/** The source image of each product in that variant with the most pixels; products without one are left out. In the order of `productIds`. */
export async function findBestSourceImages(productIds: string[], variant: string): Promise<BestSource[]> {
  const rows = await queryRows(
    db,
    bestSourceSchema,
    Prisma.sql`
    SELECT DISTINCT ON (s."productId") ${BEST_SOURCE_FIELDS}
    FROM "SourceImage" s JOIN "Product" p ON p.id = s."productId"
    WHERE s."productId" = ANY(${productIds}) AND s.variant = ${variant}
    ORDER BY s."productId", s.width::bigint * s.height DESC, s.id`,
  );
  const place = new Map(productIds.map((id, index) => [id, index]));
  return rows.sort((a, b) => (place.get(a.productId) ?? 0) - (place.get(b.productId) ?? 0));
}

/** One source image with its product's facts; null where it does not exist. */
export async function findSource(sourceImageId: string): Promise<BestSource | null> {
  const [row] = await queryRows(
    db,
    bestSourceSchema,
    Prisma.sql`
    SELECT ${BEST_SOURCE_FIELDS} FROM "SourceImage" s JOIN "Product" p ON p.id = s."productId" WHERE s.id = ${sourceImageId}`,
  );
  return row ?? null;
}

/** The titles of those of the ids that name a product. */
export async function findTitles(productIds: string[]): Promise<Map<string, string>> {
  const rows = await db.product.findMany({
    where: { id: { in: productIds } },
    select: { id: true, title: true },
  });
  return new Map(rows.map(({ id, title }) => [id, title]));
}

const sourceSelect = {
  id: true,
  variant: true,
  width: true,
  height: true,
  bytes: true,
  mimeType: true,
  storageKey: true,
} satisfies Prisma.SourceImageSelect;

function toSourceImage({
  storageKey,
  ...source
}: Prisma.SourceImageGetPayload<{ select: typeof sourceSelect }>): SourceImage {
  return { ...source, url: fileUrl(storageKey), thumbnailUrl: fileUrl(thumbnailKey(storageKey)) };
}

/** One photo; null where it does not exist. */
export async function findSourceImage(id: string): Promise<SourceImage | null> {
  const row = await db.sourceImage.findUnique({ where: { id }, select: sourceSelect });
  return row && toSourceImage(row);
}

function summarize(sources: SourceImage[]): Pick<ProductSummary, "variants" | "sourceImageCount" | "thumbnailUrl"> {
  const variants = [...new Set(sources.map(({ variant }) => variant))];
  return { variants, sourceImageCount: sources.length, thumbnailUrl: sources[0]?.thumbnailUrl ?? null };
}

/**
 * One product with its source images (variants in Amazon's order, largest first within one) and its generated images, newest
 * first, at most 1,000; null where it does not exist.
 */
export async function findProduct(id: string): Promise<Product | null> {
  const product = await db.product.findUnique({
    where: { id },
    select: {
      id: true,
      asin: true,
      sku: true,
      title: true,
      category: true,
      createdAt: true,
      stats: { select: { generatedCount: true, lastGeneratedAt: true } },
      sourceImages: { select: sourceSelect },
      images: {
        select: imageSelect,
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: MAX_GENERATED_SHOWN,
      },
    },
  });
  if (!product) return null;
  const { stats, ...fields } = product;
  const sourceImages = product.sourceImages
    .sort(
      (a, b) =>
        compareVariants(a.variant, b.variant) || b.width * b.height - a.width * a.height || (a.id < b.id ? -1 : 1),
    )
    .map(toSourceImage);
  const generatedImages = product.images.map(toImage);
  return {
    ...fields,
    ...summarize(sourceImages),
    createdAt: product.createdAt.toISOString(),
    lastGeneratedAt: stats?.lastGeneratedAt?.toISOString() ?? null,
    generatedImageCount: stats?.generatedCount ?? 0,
    sourceImages,
    generatedImages,
  };
}
