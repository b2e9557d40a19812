"use client";

import { X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { lazy, Suspense, useState } from "react";
import { type ImageFilterOptions, NO_OPTIONS } from "#components/images/filter-options.ts";
import { filterOf, isFiltered, NO_FILTER, type ReviewParams, reviewParams } from "#components/images/review-link.ts";
import { BulkActions } from "#components/review/bulk-actions.tsx";
import { shortName, tabCount } from "#components/review/messages.ts";
import { ReviewFilters } from "#components/review/review-filters.tsx";
import { ReviewGrid } from "#components/review/review-grid.tsx";
import { NoImages, RowsSkeleton } from "#components/review/review-states.tsx";
import { REVIEW_VIEWS, ReviewTabs } from "#components/review/review-tabs.tsx";
import { useReviewActions } from "#components/review/use-review-actions.ts";
import { useSummary } from "#components/review/use-summary.ts";
import { Button } from "#components/ui/button.tsx";
import { useStreamed } from "#components/ui/use-streamed.ts";
import { ViewSwitch } from "#components/ui/view-switch.tsx";
import type { ReviewPage, ReviewProductsPage, ReviewSummary } from "#lib/schemas/review.ts";

export type FirstReview = {
  params: ReviewParams;
  /** Of the view that is shown. */
  page: ReviewPage | null;
  products: ReviewProductsPage | null;
  summary: ReviewSummary;
  productTitle: string | null;
};

/** Its code is loaded when it is shown. */
const ProductsView = lazy(async () => ({
  default: (await import("#components/review/products/products-view.tsx")).ProductsView,
}));

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

/** `visit` changes with each reload. */
function useReload() {
  const [visit, setVisit] = useState(0);
  return { visit, reload: () => setVisit((before) => before + 1) };
}

export function ReviewScreen({ first, options }: { first: FirstReview; options: Promise<ImageFilterOptions> }) {
  const [params, setParams] = useQueryStates(reviewParams);
  const { visit, reload } = useReload();
  const filter = filterOf(params);
  const sent = useFirst(params, first);
  const { summary, isOld, refresh, recount } = useSummary(filter, sent?.summary ?? null);
  const actions = useReviewActions(refresh);
  const total = summary && !isOld && !filter.verdict ? tabCount(summary, params.decision) : null;
  const isByProduct = params.view === "products";
  const showTab = (decision: ReviewParams["decision"]) => void setParams({ decision });
  const shownAs = JSON.stringify(filter);
  const empty = (
    <NoImages
      summary={summary}
      isFiltered={isFiltered(params)}
      tab={params.decision}
      areProductsDone={isByProduct && !params.verdict && !params.check}
      onShowTab={showTab}
      onClear={() => void setParams(NO_FILTER)}
    />
  );
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <ReviewTabs tab={params.decision} summary={filter.verdict ? null : summary} onShow={showTab} />
          <ViewSwitch views={REVIEW_VIEWS} view={params.view} onShow={(view) => void setParams({ view })} />
        </div>
        {summary && !isByProduct && (
          <BulkActions
            filter={filter}
            summary={summary}
            isOld={isOld}
            actions={actions}
            recount={recount}
            onReload={reload}
          />
        )}
      </div>
      <ReviewSearch
        {...{ params, options }}
        productTitle={first.productTitle}
        onChange={(change) => void setParams(change)}
      />
      {isByProduct ? (
        <Suspense fallback={<RowsSkeleton />}>
          <ProductsView key={shownAs} filter={filter} firstPage={sent?.products ?? null} {...{ actions, empty }} />
        </Suspense>
      ) : (
        <ReviewGrid
          key={`${visit} ${shownAs}`}
          filter={filter}
          firstPage={visit > 0 ? null : (sent?.page ?? null)}
          {...{ total, actions, empty }}
        />
      )}
    </div>
  );
}
