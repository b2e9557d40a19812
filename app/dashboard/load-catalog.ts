import "server-only";
import { redirect } from "next/navigation";
import { type CatalogParams, catalogHref, FIRST_PAGE } from "#components/products/catalog-params.ts";
import { encodeCursor } from "#lib/db/cursor.ts";
import { countProducts, listProducts } from "#lib/db/product-list.ts";
import { AppError } from "#lib/errors.ts";
import {
  type ProductSortParam,
  type ProductSummary,
  type ProductsQuery,
  productsQuerySchema,
} from "#lib/schemas/product.ts";

/** One page of the dashboard's table; `previous` and `next` are where there is such a page. */
export type Catalog = {
  products: ProductSummary[];
  total: number;
  previous: Partial<CatalogParams> | null;
  next: Partial<CatalogParams> | null;
};

function reversed(sort: ProductSortParam): ProductSortParam {
  return productsQuerySchema.shape.sort.parse(sort.startsWith("-") ? sort.slice(1) : `-${sort}`);
}

function sortValue(product: ProductSummary, sort: ProductSortParam): string | number {
  if (sort.endsWith("title")) return product.title;
  if (sort.endsWith("asin")) return product.asin ?? "";
  return sort.endsWith("generated") ? product.generatedImageCount : product.createdAt;
}

const cursorAt = (product: ProductSummary | undefined, sort: ProductSortParam) =>
  product ? encodeCursor([sortValue(product, sort), product.id]) : null;

/** Null where nothing, or less than a page, comes before the cursor: then it is the first page. */
async function pageBefore(query: ProductsQuery, cursor: string): Promise<Omit<Catalog, "total"> | null> {
  const { products, nextCursor } = await listProducts({ ...query, sort: reversed(query.sort), cursor });
  if (!nextCursor) return null;
  const inOrder = products.toReversed();
  const after = cursorAt(inOrder.at(-1), query.sort);
  return { products: inOrder, previous: { before: nextCursor, after: null }, next: { after, before: null } };
}

async function pageAfter(query: ProductsQuery, cursor: string | null): Promise<Omit<Catalog, "total">> {
  const { products, nextCursor } = await listProducts({ ...query, ...(cursor ? { cursor } : {}) });
  const before = cursor && cursorAt(products[0], query.sort);
  return {
    products,
    previous: cursor ? { before, after: null } : null,
    next: nextCursor ? { after: nextCursor, before: null } : null,
  };
}

function toQuery({ search, category, variant, sort }: CatalogParams): ProductsQuery {
  const wanted = productsQuerySchema.safeParse({
    sort,
    ...(search ? { search } : {}),
    ...(category ? { category } : {}),
    ...(variant ? { variant } : {}),
  });
  return wanted.success ? wanted.data : productsQuerySchema.parse({ sort });
}

/** The page of products that the URL asks for. A cursor of another list leads to the first page. */
export async function loadCatalog(params: CatalogParams): Promise<Catalog> {
  const query = toQuery(params);
  try {
    const before = params.before ? await pageBefore(query, params.before) : null;
    const [page, total] = await Promise.all([before ?? pageAfter(query, params.after), countProducts(query)]);
    return { ...page, total };
  } catch (error) {
    if (error instanceof AppError && (params.after || params.before))
      redirect(catalogHref({ ...params, ...FIRST_PAGE }));
    throw error;
  }
}
