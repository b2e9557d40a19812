"use client";

import { X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { type ImageFilterOptions, NO_OPTIONS } from "#components/images/filter-options.ts";
import { filterOf, isFiltered, NO_FILTER, type ReviewParams, reviewParams } from "#components/images/review-link.ts";
import { BulkActions } from "#components/review/bulk-actions.tsx";
import { shortName, tabCount } from "#components/review/messages.ts";
import { ReviewFilters } from "#components/review/review-filters.tsx";
import { ReviewGrid } from "#components/review/review-grid.tsx";
import { REVIEW_KEYS } from "#components/review/review-keys.ts";
import { NoImages } from "#components/review/review-states.tsx";
import { ReviewTabs } from "#components/review/review-tabs.tsx";
import { useReviewActions } from "#components/review/use-review-actions.ts";
import { useSummary } from "#components/review/use-summary.ts";
import { Button } from "#components/ui/button.tsx";
import { useOwnKeys } from "#components/ui/page-keys.ts";
import { useStreamed } from "#components/ui/use-streamed.ts";
import type { ReviewPage, ReviewSummary } from "#lib/schemas/review.ts";

export type FirstReview = {
  params: ReviewParams;
  page: ReviewPage;
  summary: ReviewSummary;
  productTitle: string | null;
};

/** Null once another filter was shown: it is old by then. */
function useFirst(params: ReviewParams, first: FirstReview): FirstReview | null {
  const [wasLeft, setLeft] = useState(false);
  const isThere = !wasLeft && JSON.stringify(params) === JSON.stringify(first.params);
  if (!isThere && !wasLeft) setLeft(true);
  return isThere ? first : null;
}

type ReviewSearchProps = {
  params: ReviewParams;
  options: Promise<ImageFilterOptions>;
  productTitle: string | null;
  onChange: (change: Partial<ReviewParams>) => void;
};

function ReviewSearch({ params, options, productTitle, onChange }: ReviewSearchProps) {
  return (
    <search aria-label="Filters" className="flex flex-wrap items-center gap-2">
      <ReviewFilters params={params} options={useStreamed(options, NO_OPTIONS)} onChange={onChange} />
      {params.productId && (
        <Button size="sm" className="h-9" onClick={() => onChange({ productId: null })}>
          <span className="sr-only">Not only </span>
          {productTitle ? `“${shortName(productTitle)}”` : "One product"}
          <X className="size-4" aria-hidden />
        </Button>
      )}
      {isFiltered(params) && (
        <Button size="sm" variant="ghost" className="h-9" onClick={() => onChange(NO_FILTER)}>
          Clear filters
        </Button>
      )}
    </search>
  );
}

export function ReviewScreen({ first, options }: { first: FirstReview; options: Promise<ImageFilterOptions> }) {
  const [params, setParams] = useQueryStates(reviewParams);
  const [visit, setVisit] = useState(0);
  const [isReloaded, setReloaded] = useState(false);
  const filter = filterOf(params);
  const sent = useFirst(params, first);
  const { summary, isOld, refresh, recount } = useSummary(filter, sent?.summary ?? null);
  const actions = useReviewActions(refresh);
  useOwnKeys(REVIEW_KEYS);
  const total = summary && !isOld && !filter.verdict ? tabCount(summary, params.decision) : null;
  const showTab = (decision: ReviewParams["decision"]) => void setParams({ decision });
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <ReviewTabs tab={params.decision} summary={filter.verdict ? null : summary} onShow={showTab} />
        {summary && (
          <BulkActions
            filter={filter}
            summary={summary}
            isOld={isOld}
            actions={actions}
            recount={recount}
            onReload={() => {
              setReloaded(true);
              setVisit((before) => before + 1);
            }}
          />
        )}
      </div>
      <ReviewSearch
        {...{ params, options }}
        productTitle={first.productTitle}
        onChange={(change) => void setParams(change)}
      />
      <ReviewGrid
        key={`${visit} ${JSON.stringify(filter)}`}
        filter={filter}
        firstPage={isReloaded ? null : (sent?.page ?? null)}
        total={total}
        actions={actions}
        empty={
          <NoImages
            summary={summary}
            isFiltered={isFiltered(params)}
            tab={params.decision}
            onShowTab={showTab}
            onClear={() => void setParams(NO_FILTER)}
          />
        }
      />
    </div>
  );
}
