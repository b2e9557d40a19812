import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { cursorTimeSchema, cutPage, decodeCursor } from "#lib/db/cursor.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { matching } from "#lib/db/product-filter.ts";
import type { ProductFilter, ProductPage, ProductSort, Products, ProductsQuery } from "#lib/schemas/product.ts";
import { idSchema, text } from "#lib/schemas/text.ts";
import { compareVariants } from "#lib/schemas/variant.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

type Row = {
  id: string;
  asin: string | null;
  sku: string | null;
  title: string;
  category: string | null;
  createdAt: Date;
  generatedCount: number;
  lastGeneratedAt: Date | null;
};
type SlotRow = { productId: string; variant: string; storageKey: string; total: number };
type SortRule = { key: Prisma.Sql; value: (row: Row) => unknown; cursor: z.ZodType<string | number | Date> };

const SORTS: Record<ProductSort, SortRule> = {
  title: { key: Prisma.sql`p.title`, value: ({ title }) => title, cursor: text(1_000) },
  asin: { key: Prisma.sql`coalesce(p.asin, '')`, value: ({ asin }) => asin ?? "", cursor: text(20) },
  createdAt: {
    key: Prisma.sql`p."createdAt"`,
    value: ({ createdAt }) => createdAt.toISOString(),
    cursor: cursorTimeSchema,
  },
  generated: {
    key: Prisma.sql`p."generatedCount"`,
    value: ({ generatedCount }) => generatedCount,
    cursor: z.int32(),
  },
};

function readSort(sort: ProductsQuery["sort"]): { rule: SortRule; descending: boolean } {
  const descending = sort.startsWith("-");
  return { rule: SORTS[sort.replace("-", "") as ProductSort], descending };
}

async function findRows(query: ProductsQuery): Promise<Row[]> {
  const { rule, descending } = readSort(query.sort);
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  let after = Prisma.empty;
  if (query.cursor) {
    const [value, id] = decodeCursor(query.cursor, z.tuple([rule.cursor, idSchema]));
    after = Prisma.sql`AND (${rule.key}, p.id) ${descending ? Prisma.sql`<` : Prisma.sql`>`} (${value}, ${id})`;
  }
  return (await db()).$queryRaw<Row[]>`
    SELECT p.id, p.asin, p.sku, p.title, p.category, p."createdAt", p."generatedCount", p."lastGeneratedAt"
    FROM "Product" p
    WHERE ${matching(query)} ${after}
    ORDER BY ${rule.key} ${direction}, p.id ${direction}
    LIMIT ${query.limit + 1}`;
}

async function findSlots(productIds: string[]): Promise<Map<string, SlotRow[]>> {
  const rows = await (await db()).$queryRaw<SlotRow[]>`
    SELECT DISTINCT ON (s."productId", s.variant) s."productId", s.variant, s."storageKey",
      count(*) OVER (PARTITION BY s."productId")::int AS total
    FROM "SourceImage" s WHERE s."productId" = ANY(${productIds})
    ORDER BY s."productId", s.variant, s.width::bigint * s.height DESC, s.id`;
  return Map.groupBy(
    rows.sort((a, b) => compareVariants(a.variant, b.variant)),
    ({ productId }) => productId,
  );
}

/** Is there any product at all? */
export async function hasProducts(): Promise<boolean> {
  return (await (await db()).product.findFirst({ select: { id: true } })) !== null;
}

/** How many products match. */
export async function countProducts(filter: ProductFilter = {}): Promise<number> {
  const [row] = await (await db()).$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS count FROM "Product" p WHERE ${matching(filter)}`;
  return row?.count ?? 0;
}

/** One page of products with their slots and counts. A foreign cursor is a 400. */
export async function findProductPage(query: ProductsQuery): Promise<ProductPage> {
  const { value } = readSort(query.sort).rule;
  const { rows, nextCursor } = cutPage(await findRows(query), query.limit, (last) => [value(last), last.id]);
  const slots = await findSlots(rows.map(({ id }) => id));
  const products = rows.map(({ generatedCount, lastGeneratedAt, createdAt, ...row }) => {
    const own = slots.get(row.id) ?? [];
    return {
      ...row,
      createdAt: createdAt.toISOString(),
      variants: own.map(({ variant }) => variant),
      sourceImageCount: own[0]?.total ?? 0,
      generatedImageCount: generatedCount,
      lastGeneratedAt: lastGeneratedAt?.toISOString() ?? null,
      thumbnailUrl: own[0] ? fileUrl(thumbnailKey(own[0].storageKey)) : null,
    };
  });
  return { products, nextCursor };
}

/** The same with `total`, on the first page only. */
export async function listProducts(query: ProductsQuery): Promise<Products> {
  if (query.cursor) return findProductPage(query);
  const [page, total] = await Promise.all([findProductPage(query), countProducts(query)]);
  return { ...page, total };
}
