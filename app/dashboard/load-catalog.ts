import "server-only";
import { redirect } from "next/navigation";
import { type CatalogParams, catalogHref, END, FIRST_PAGE } from "#components/products/catalog-params.ts";
import { filterOf } from "#components/products/list-params.ts";
import { findTurnablePage } from "#lib/db/products/list.ts";
import { AppError } from "#lib/errors.ts";
import { type ProductSummary, type ProductsQuery, productsQuerySchema } from "#lib/schemas/product.ts";
import { reverseSort } from "#lib/schemas/product-filter.ts";

export type Catalog = {
  products: ProductSummary[];
  previous: Partial<CatalogParams> | null;
  next: Partial<CatalogParams> | null;
};

/** Null if fewer rows than a page precede the cursor: then it is the first page. */
async function pageBefore(query: ProductsQuery, before: string): Promise<Catalog | null> {
  const cursor = before === END ? {} : { cursor: before };
  const page = await findTurnablePage({ ...query, sort: reverseSort(query.sort), ...cursor });
  if (!page.nextCursor) return null;
  return {
    products: page.products.toReversed(),
    previous: { before: page.nextCursor, after: null },
    next: before === END ? null : { after: page.firstCursor, before: null },
  };
}

/** Null if no row follows because the list has become shorter. */
async function pageAfter(query: ProductsQuery, cursor: string | null): Promise<Catalog | null> {
  const { products, firstCursor, nextCursor } = await findTurnablePage({ ...query, ...(cursor ? { cursor } : {}) });
  if (cursor && products.length === 0) return null;
  return {
    products,
    previous: cursor ? { before: firstCursor, after: null } : null,
    next: nextCursor ? { after: nextCursor, before: null } : null,
  };
}

async function findPage(query: ProductsQuery, { after, before }: CatalogParams): Promise<Catalog | null> {
  const page = before ? await pageBefore(query, before) : null;
  return page ?? (await pageAfter(query, after));
}

const isForeignCursor = (error: unknown) => error instanceof AppError && error.code === "invalid_request";

/** A cursor that leads nowhere leads to the first page. */
export async function loadCatalog(params: CatalogParams): Promise<Catalog> {
  const query = productsQuerySchema.parse({ ...filterOf(params), sort: params.sort });
  const page = await findPage(query, params).catch((error: unknown) => {
    if (isForeignCursor(error)) return null;
    throw error;
  });
  return page ?? redirect(catalogHref({ ...params, ...FIRST_PAGE }));
}
