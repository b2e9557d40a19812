import { createLoader, createSerializer, type inferParserType, parseAsString } from "nuqs/server";
import { listParams } from "#components/products/list-params.ts";

/** `after` and `before` are cursors of the next and the previous page. */
export const catalogParams = { ...listParams, after: parseAsString, before: parseAsString };
export type CatalogParams = inferParserType<typeof catalogParams>;

export const FIRST_PAGE = { after: null, before: null };
/** Represents the cursor after the last row: no cursor has this value. */
export const END = "end";
export const LAST_PAGE = { after: null, before: END };

export const loadCatalogParams = createLoader(catalogParams);

const serialize = createSerializer(catalogParams);

export const catalogHref = (params: Partial<CatalogParams>) => serialize("/dashboard", params);
