import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { type ProductFilter, type ProductSortParam, productFilterSchema } from "#lib/schemas/product.ts";

export const SORTS = [
  { value: "-createdAt", label: "Newest first" },
  { value: "createdAt", label: "Oldest first" },
  { value: "title", label: "Title, A to Z" },
  { value: "-title", label: "Title, Z to A" },
  { value: "asin", label: "ASIN, A to Z" },
  { value: "-asin", label: "ASIN, Z to A" },
  { value: "-generated", label: "Most images first" },
  { value: "generated", label: "Fewest images first" },
] as const satisfies { value: ProductSortParam; label: string }[];

/** What a list of products shows, and in which order, as the URL has it. */
export const listParams = {
  search: parseAsString.withDefault(""),
  category: parseAsString,
  variant: parseAsString,
  made: parseAsStringLiteral(["none"]),
  failedIn: parseAsString,
  sort: parseAsStringLiteral(SORTS.map(({ value }) => value)).withDefault("-createdAt"),
};
export type ListParams = inferParserType<typeof listParams>;

/** The value of a select that filters nothing. */
export const ANY = "";

/** Everything again. */
export const NO_FILTER = { search: "", category: null, variant: null, made: null, failedIn: null } as const;

/** The filter of a list, what is off left out. A field that the server would not take filters nothing. */
export function filterOf({ search, category, variant, made, failedIn }: ListParams): ProductFilter {
  const given = Object.entries({ search: search.trim(), category, variant, made, failedIn });
  const set = given.filter(([, value]) => value);
  const refused = productFilterSchema.safeParse(Object.fromEntries(set)).error?.issues.map(({ path }) => path[0]) ?? [];
  return productFilterSchema.parse(Object.fromEntries(set.filter(([field]) => !refused.includes(field))));
}

/** The parameters of a list that shows just what matches a filter. */
export function paramsOfFilter(filter: ProductFilter): Omit<ListParams, "sort"> {
  const { search = "", category = null, variant = null, made = null, failedIn = null } = filter;
  return { search, category, variant, made, failedIn };
}

/** In the wizard `variant` is the variant to send, so that the list's filter by variant goes by `has`. */
export const WIZARD_KEYS = { variant: "has" } as const;
export const loadWizardListParams = createLoader(listParams, { urlKeys: WIZARD_KEYS });
