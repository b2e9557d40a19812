import { createLoader, createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { parseAsId, parseWith } from "#components/ui/parse-with.ts";
import { CHECK_IDS, VERDICTS } from "#lib/schemas/check-names.ts";
import type { ReviewFilter } from "#lib/schemas/review.ts";
import { readVariant } from "#lib/schemas/url-values.ts";

/** How many images the server sends with the page. */
export const FIRST_PAGE = 60;

/** How many products, in the view by product. */
export const FIRST_PRODUCTS = 20;

export const TABS = ["none", "approve", "reject", "all"] as const;

export const reviewParams = {
  jobId: parseAsId,
  productId: parseAsId,
  variant: parseWith(readVariant),
  templateId: parseAsId,
  decision: parseAsStringLiteral(TABS).withDefault("none"),
  verdict: parseAsStringLiteral(VERDICTS),
  check: parseAsStringLiteral(CHECK_IDS),
  /** Include versions that are not current. */
  versions: parseAsStringLiteral(["all"]),
  /** One row per product instead of one tile per image. */
  view: parseAsStringLiteral(["products"]),
};
export type ReviewParams = inferParserType<typeof reviewParams>;

export const loadReviewParams = createLoader(reviewParams);
const serialize = createSerializer(reviewParams);

export const reviewHref = (params: Partial<ReviewParams>): string => serialize("/review", params);

export const NO_FILTER = {
  jobId: null,
  productId: null,
  variant: null,
  templateId: null,
  verdict: null,
  check: null,
  versions: null,
} as const;

/** A parameter that is off filters nothing. */
export function filterOf({ decision, view: _view, ...params }: ReviewParams): ReviewFilter {
  const filter = { ...params, decision: decision === "all" ? null : decision };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
}

export function isFiltered({ decision: _tab, view: _view, ...params }: ReviewParams): boolean {
  return Object.values(params).some((value) => value !== null);
}
