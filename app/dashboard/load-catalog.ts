import "server-only";
import { redirect } from "next/navigation";
import { type CatalogParams, catalogHref, END, FIRST_PAGE } from "#components/products/catalog-params.ts";
import { filterOf } from "#components/products/list-params.ts";
import { encodeCursor } from "#lib/db/cursor.ts";
import { findProductPage } from "#lib/db/product-list.ts";
import { AppError } from "#lib/errors.ts";
import {
  type ProductSortParam,
  type ProductSummary,
  type ProductsQuery,
  productsQuerySchema,
  reverseSort,
} from "#lib/schemas/product.ts";

/** One page of the dashboard's table; `previous` and `next` are where there is such a page. */
export type Catalog = {
  products: ProductSummary[];
  previous: Partial<CatalogParams> | null;
  next: Partial<CatalogParams> | null;
};

function sortValue(product: ProductSummary, sort: ProductSortParam): string | number {
  if (sort.endsWith("title")) return product.title;
  if (sort.endsWith("asin")) return product.asin ?? "";
  return sort.endsWith("generated") ? product.generatedImageCount : product.createdAt;
}

const cursorAt = (product: ProductSummary | undefined, sort: ProductSortParam) =>
  product ? encodeCursor([sortValue(product, sort), product.id]) : null;

/** The page that leads up to a cursor, or the last one. Null where less than a page comes before: then it is the first. */
async function pageBefore(query: ProductsQuery, before: string): Promise<Catalog | null> {
  const cursor = before === END ? {} : { cursor: before };
  const { products, nextCursor } = await findProductPage({ ...query, sort: reverseSort(query.sort), ...cursor });
  if (!nextCursor) return null;
  const inOrder = products.toReversed();
  const after = cursorAt(inOrder.at(-1), query.sort);
  return {
    products: inOrder,
    previous: { before: nextCursor, after: null },
    next: before === END ? null : { after, before: null },
  };
}

async function pageAfter(query: ProductsQuery, cursor: string | null): Promise<Catalog> {
  const { products, nextCursor } = await findProductPage({ ...query, ...(cursor ? { cursor } : {}) });
  const before = cursor && cursorAt(products[0], query.sort);
  return {
    products,
    previous: cursor ? { before, after: null } : null,
    next: nextCursor ? { after: nextCursor, before: null } : null,
  };
}

/** The page of products that the URL asks for. A cursor of another list leads to the first page. */
export async function loadCatalog(params: CatalogParams): Promise<Catalog> {
  const query = productsQuerySchema.parse({ ...filterOf(params), sort: params.sort });
  try {
    const before = params.before ? await pageBefore(query, params.before) : null;
    return before ?? (await pageAfter(query, params.after));
  } catch (error) {
    if (error instanceof AppError && (params.after || params.before))
      redirect(catalogHref({ ...params, ...FIRST_PAGE }));
    throw error;
  }
}
