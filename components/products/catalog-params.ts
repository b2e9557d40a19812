import { createLoader, createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { ProductSortParam } from "#lib/schemas/product.ts";

const SORTS = [
  "-createdAt",
  "createdAt",
  "title",
  "-title",
  "asin",
  "-asin",
  "-generated",
  "generated",
] as const satisfies ProductSortParam[];

/** The dashboard's state in the URL. `after` and `before` are cursors: the page that follows one, or leads up to it. */
export const catalogParams = {
  search: parseAsString.withDefault(""),
  category: parseAsString,
  variant: parseAsString,
  sort: parseAsStringLiteral(SORTS).withDefault("-createdAt"),
  after: parseAsString,
  before: parseAsString,
};
export type CatalogParams = inferParserType<typeof catalogParams>;

/** Goes with each change of what is listed. */
export const FIRST_PAGE = { after: null, before: null };

export const loadCatalogParams = createLoader(catalogParams);

const serialize = createSerializer(catalogParams);

/** The dashboard's address in that state. */
export const catalogHref = (params: Partial<CatalogParams>) => serialize("/dashboard", params);
