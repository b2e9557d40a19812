"use client";

import { X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { filterOf, isFiltered, NO_FILTER, type WallParams, wallParams } from "#components/images/review-link.ts";
import { useOwnKeys } from "#components/layout/page-keys.ts";
import { useDesk } from "#components/review/use-desk.ts";
import { useSummary } from "#components/review/use-summary.ts";
import { Wall } from "#components/review/wall.tsx";
import { WallBulk } from "#components/review/wall-bulk.tsx";
import { NO_OPTIONS, WallFilters, type WallOptions } from "#components/review/wall-filters.tsx";
import { WALL_KEYS } from "#components/review/wall-keys.ts";
import { NoImages } from "#components/review/wall-states.tsx";
import { WallTabs } from "#components/review/wall-tabs.tsx";
import { shortName, tabCount } from "#components/review/wall-words.ts";
import { Button } from "#components/ui/button.tsx";
import { useStreamed } from "#components/ui/use-streamed.ts";
import type { ReviewPage, ReviewSummary } from "#lib/schemas/review.ts";

/** What the server has read for the address that the page was loaded with. */
export type FirstWall = {
  params: WallParams;
  page: ReviewPage;
  summary: ReviewSummary;
  productTitle: string | null;
};

/** What the server has sent, until another filter was shown: it is old by then. */
function useFirst(params: WallParams, first: FirstWall): FirstWall | null {
  const [wasLeft, setLeft] = useState(false);
  const isThere = !wasLeft && JSON.stringify(params) === JSON.stringify(first.params);
  if (!isThere && !wasLeft) setLeft(true);
  return isThere ? first : null;
}

/** Finished images to judge, all kept in the URL that says which. */
export function ReviewWall({ first, options }: { first: FirstWall; options: Promise<WallOptions> }) {
  const [params, setParams] = useQueryStates(wallParams);
  const [visit, setVisit] = useState(0);
  const [isReloaded, setReloaded] = useState(false);
  const filter = filterOf(params);
  const sent = useFirst(params, first);
  const { summary, isOld, refresh, recount } = useSummary(filter, sent?.summary ?? null);
  const desk = useDesk(refresh);
  useOwnKeys(WALL_KEYS);
  const total = summary && !isOld && !filter.verdict ? tabCount(summary, params.decision) : null;
  const showTab = (decision: WallParams["decision"]) => void setParams({ decision });
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <WallTabs tab={params.decision} summary={filter.verdict ? null : summary} onShow={showTab} />
        {summary && (
          <WallBulk
            filter={filter}
            summary={summary}
            isOld={isOld}
            desk={desk}
            recount={recount}
            onReload={() => {
              setReloaded(true);
              setVisit((before) => before + 1);
            }}
          />
        )}
      </div>
      <search aria-label="Filters" className="flex flex-wrap items-center gap-2">
        <WallFilters
          params={params}
          options={useStreamed(options, NO_OPTIONS)}
          onChange={(change) => void setParams(change)}
        />
        {params.productId && (
          <Button size="sm" className="h-9" onClick={() => void setParams({ productId: null })}>
            <span className="sr-only">Not only </span>
            {first.productTitle ? `“${shortName(first.productTitle)}”` : "One product"}
            <X className="size-4" aria-hidden />
          </Button>
        )}
        {isFiltered(params) && (
          <Button size="sm" variant="ghost" className="h-9" onClick={() => void setParams(NO_FILTER)}>
            Clear filters
          </Button>
        )}
      </search>
      <Wall
        key={`${visit} ${JSON.stringify(filter)}`}
        filter={filter}
        firstPage={isReloaded ? null : (sent?.page ?? null)}
        total={total}
        desk={desk}
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
