import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { cursorTimeSchema, cutPage, decodeCursor, encodeCursor } from "#lib/db/cursor.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { LARGEST_FIRST } from "#lib/db/products/best-source.ts";
import { matching, onlyVariant, ownersOf } from "#lib/db/products/filter.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import {
  type ProductFilter,
  type ProductPage,
  type ProductSort,
  type Products,
  type ProductsQuery,
  productTextsSchema,
} from "#lib/schemas/product.ts";
import { idSchema } from "#lib/schemas/text.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const rowSchema = z.object({
  id: z.string(),
  ...productTextsSchema.shape,
  createdAt: z.date(),
  generatedCount: z.int(),
  lastGeneratedAt: z.date().nullable(),
  sourceImageCount: z.int(),
  /** Each with the photo that is used. */
  variants: z.array(z.object({ variant: z.string(), storageKey: z.string() })),
  sortedBy: z.union([z.string(), z.number(), z.date()]),
});
type Row = z.infer<typeof rowSchema>;
type SortRule = { key: Prisma.Sql; id: Prisma.Sql; cursor: z.ZodType<string | number | Date> };

/** As it was sent: a folded title may begin with a space. */
const sortedTextSchema = z.string().refine((value) => !value.includes("\0") && value.isWellFormed());

const PRODUCT_ID = Prisma.sql`p.id`;

/** `id` is of the same table as `key`, so that one index answers both. */
const SORTS: Record<ProductSort, SortRule> = {
  title: { key: Prisma.sql`p."titleKey"`, id: PRODUCT_ID, cursor: sortedTextSchema },
  asin: { key: Prisma.sql`coalesce(p.asin, '')`, id: PRODUCT_ID, cursor: sortedTextSchema },
  createdAt: { key: Prisma.sql`p."createdAt"`, id: PRODUCT_ID, cursor: cursorTimeSchema },
  generated: { key: Prisma.sql`t."generatedCount"`, id: Prisma.sql`t."productId"`, cursor: z.int32() },
};

function readSort(sort: ProductsQuery["sort"]): { column: ProductSort; rule: SortRule; descending: boolean } {
  const column = sort.replace("-", "") as ProductSort;
  return { column, rule: SORTS[column], descending: sort.startsWith("-") };
}

/** The rows that come after a cursor. It names what it is sorted by, for a value of another column might look the same. */
function following({ cursor, sort }: ProductsQuery): Prisma.Sql {
  if (!cursor) return Prisma.empty;
  const { column, rule, descending } = readSort(sort);
  const [, value, id] = decodeCursor(cursor, z.tuple([z.literal(column), rule.cursor, idSchema]));
  return Prisma.sql`AND (${rule.key}, ${rule.id}) ${descending ? Prisma.sql`<` : Prisma.sql`>`} (${value}, ${id})`;
}

const STATS = Prisma.sql`JOIN "ProductStats" t ON t."productId" = p.id`;

/** What is looked up for the rows of a page `p` only: joined, a small catalogue's are read from end to end. */
const OF_PAGE = Prisma.sql`
  CROSS JOIN LATERAL (
    SELECT s."generatedCount", s."lastGeneratedAt" FROM "ProductStats" s WHERE s."productId" = p.id OFFSET 0) stats
  CROSS JOIN LATERAL (
    SELECT coalesce(max(total), 0)::int AS "sourceImageCount",
      coalesce(json_agg(json_build_object('variant', variant, 'storageKey', "storageKey")), '[]') AS variants
    FROM (
      SELECT DISTINCT ON (s.variant) s.variant, s."storageKey", count(*) OVER () AS total
      FROM "SourceImage" s WHERE s."productId" = p.id ORDER BY s.variant, ${LARGEST_FIRST}
    ) used) own`;

async function findRows(query: ProductsQuery): Promise<Row[]> {
  const { column, rule, descending } = readSort(query.sort);
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return queryRows(
    db,
    rowSchema,
    Prisma.sql`
    SELECT p.*, stats.*, own.*
    FROM (
      SELECT p.id, p.asin, p.sku, p.title, p.category, p."createdAt", ${rule.key} AS "sortedBy"
      FROM "Product" p ${column === "generated" ? STATS : Prisma.empty}
      WHERE ${matching(query)} ${following(query)}
      ORDER BY ${rule.key} ${direction}, ${rule.id} ${direction}
      LIMIT ${query.limit + 1}
    ) p ${OF_PAGE}
    ORDER BY p."sortedBy" ${direction}, p.id ${direction}`,
  );
}

export async function hasProducts(): Promise<boolean> {
  return (await db.product.findFirst({ select: { id: true } })) !== null;
}

export async function countProducts(filter: ProductFilter = {}): Promise<number> {
  const variant = onlyVariant(filter);
  const counted = variant ? ownersOf(variant) : Prisma.sql`(SELECT FROM "Product" p WHERE ${matching(filter)})`;
  const row = await queryRow(
    db,
    z.object({ count: z.int() }),
    Prisma.sql`SELECT count(*)::int AS count FROM ${counted} found`,
  );
  return row.count;
}

/** `firstCursor`: in the reverse order it leads to the page before. */
export type TurnablePage = ProductPage & { firstCursor: string | null };

/** Throws a 400 for a foreign cursor. */
export async function findTurnablePage(query: ProductsQuery): Promise<TurnablePage> {
  const { column } = readSort(query.sort);
  const placeOf = ({ sortedBy, id }: Row) => [column, sortedBy, id];
  const { rows, nextCursor } = cutPage(await findRows(query), query.limit, placeOf);
  const products = rows.map(({ generatedCount, lastGeneratedAt, createdAt, variants, sortedBy: _, ...row }) => {
    const own = variants.toSorted((a, b) => compareVariants(a.variant, b.variant));
    return {
      ...row,
      createdAt: createdAt.toISOString(),
      variants: own.map(({ variant }) => variant),
      generatedImageCount: generatedCount,
      lastGeneratedAt: lastGeneratedAt?.toISOString() ?? null,
      thumbnailUrl: own[0] ? fileUrl(thumbnailKey(own[0].storageKey)) : null,
    };
  });
  return { products, nextCursor, firstCursor: rows[0] ? encodeCursor(placeOf(rows[0])) : null };
}

export async function findProductPage(query: ProductsQuery): Promise<ProductPage> {
  const { products, nextCursor } = await findTurnablePage(query);
  return { products, nextCursor };
}

export async function listProducts(query: ProductsQuery): Promise<Products> {
  if (query.cursor) return findProductPage(query);
  const [page, total] = await Promise.all([findProductPage(query), countProducts(query)]);
  return { ...page, total };
}
