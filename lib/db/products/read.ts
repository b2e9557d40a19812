import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { imageSelect, toImage } from "#lib/db/images/read.ts";
import { isEmpty, matching } from "#lib/db/products/filter.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { Product, ProductFilter, ProductSummary, SourceImage } from "#lib/schemas/product.ts";
import { compareSourceImages } from "#lib/schemas/source-order.ts";
import type { VariantCount } from "#lib/schemas/variant.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const MAX_GENERATED_SHOWN = 1_000;
const MAX_CATEGORIES = 1_000;

/** In Amazon's variant order. */
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

/** By name, at most the first 1,000. Steps through the index from one to the next: a row each. */
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

export async function findSourceImage(id: string): Promise<SourceImage | null> {
  const row = await db.sourceImage.findUnique({ where: { id }, select: sourceSelect });
  return row && toSourceImage(row);
}

function summarize(sources: SourceImage[]): Pick<ProductSummary, "variants" | "sourceImageCount" | "thumbnailUrl"> {
  const variants = [...new Set(sources.map(({ variant }) => variant))];
  return { variants, sourceImageCount: sources.length, thumbnailUrl: sources[0]?.thumbnailUrl ?? null };
}

/** Source images: variants in Amazon's order, largest first within one. Generated images: newest first, at most 1,000. */
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
  const sourceImages = product.sourceImages.sort(compareSourceImages).map(toSourceImage);
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
