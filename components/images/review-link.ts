import { createLoader, createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { parseAsId, parseWith, readFilter } from "#components/ui/parse-with.ts";
import { CHECK_IDS, verdictSchema } from "#lib/schemas/check.ts";
import { type ReviewFilter, reviewFilterSchema } from "#lib/schemas/review.ts";
import { variantFilterSchema } from "#lib/schemas/variant.ts";

/** How many images the server sends with the page. */
export const FIRST_PAGE = 60;

export const TABS = ["none", "approve", "reject", "all"] as const;

export const reviewParams = {
  jobId: parseAsId,
  productId: parseAsId,
  variant: parseWith(variantFilterSchema),
  templateId: parseAsId,
  decision: parseAsStringLiteral(TABS).withDefault("none"),
  verdict: parseAsStringLiteral(verdictSchema.options),
  check: parseAsStringLiteral(CHECK_IDS),
  /** Include versions that are not current. */
  versions: parseAsStringLiteral(["all"]),
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

/** A parameter that is off, or that the server would refuse, filters nothing. */
export function filterOf({ decision, ...params }: ReviewParams): ReviewFilter {
  return readFilter(reviewFilterSchema, { ...params, decision: decision === "all" ? null : decision });
}

export function isFiltered({ decision: _tab, ...params }: ReviewParams): boolean {
  return Object.values(params).some((value) => value !== null);
}
