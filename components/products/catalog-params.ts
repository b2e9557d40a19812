import { createLoader, createSerializer, type inferParserType, parseAsString } from "nuqs/server";
import { listParams } from "#components/products/list-params.ts";

/** The dashboard's state in the URL. `after` and `before` are cursors: the page that follows one, or leads up to it. */
export const catalogParams = { ...listParams, after: parseAsString, before: parseAsString };
export type CatalogParams = inferParserType<typeof catalogParams>;

/** Goes with each change of what is listed. */
export const FIRST_PAGE = { after: null, before: null };
/** Stands for the cursor after the last row: no cursor reads like this. */
export const END = "end";
export const LAST_PAGE = { after: null, before: END };

export const loadCatalogParams = createLoader(catalogParams);

const serialize = createSerializer(catalogParams);

/** The dashboard's address in that state. */
export const catalogHref = (params: Partial<CatalogParams>) => serialize("/dashboard", params);
