"use client";

import { CircleCheck, Images, SearchX, Sparkles } from "lucide-react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { plural } from "#components/ui/count.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ReviewSummary } from "#lib/schemas/review.ts";

const TILES = Array.from({ length: 16 }, (_, tile) => tile);

export function GridSkeleton() {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]">
      <p role="status" className="sr-only">
        Loading images
      </p>
      {TILES.map((tile) => (
        <div key={tile} className="space-y-2 p-2.5">
          <Skeleton className="aspect-square" />
          <Skeleton className="h-4" />
          <Skeleton className="h-4 w-1/2" />
        </div>
      ))}
    </div>
  );
}

export function RowsSkeleton() {
  return (
    <div className="space-y-2">
      <p role="status" className="sr-only">
        Loading products
      </p>
      {TILES.slice(0, 4).map((row) => (
        <Skeleton key={row} className="h-40" />
      ))}
    </div>
  );
}

export function GridError({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-3 py-3">
      <FormAlert message={`Couldn't load the images. ${message}`} />
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}

type NoImagesProps = {
  summary: ReviewSummary | null;
  /** Do filters hide more than the tab does? */
  isFiltered: boolean;
  tab: "none" | "approve" | "reject" | "all";
  /** Does no product need a decision? What has none are then candidates that nobody picked. */
  areProductsDone: boolean;
  onShowTab: (tab: "none" | "all") => void;
  onClear: () => void;
};

function reviewedTitle(total: number, areProductsDone: boolean): string {
  if (areProductsDone) return "All products reviewed";
  return total === 1 ? "Image reviewed" : `All ${plural(total, "image")} reviewed`;
}

export function NoImages({ summary, isFiltered, tab, areProductsDone, onShowTab, onClear }: NoImagesProps) {
  const { total = 0, unreviewed = 0 } = summary ?? {};
  if (total > 0 && tab === "none" && (unreviewed === 0 || areProductsDone))
    return (
      <EmptyState
        icon={<CircleCheck className="size-6" aria-hidden />}
        title={reviewedTitle(total, areProductsDone)}
        text="Approved images are ready to export."
        action={
          <>
            <Can do="export">
              <ButtonLink href="/export" variant="primary">
                Export
              </ButtonLink>
            </Can>
            <Button onClick={() => onShowTab("all")}>Show all images</Button>
          </>
        }
      />
    );
  if (isFiltered)
    return (
      <EmptyState
        icon={<SearchX className="size-6" aria-hidden />}
        title="No images match"
        action={<Button onClick={onClear}>Clear filters</Button>}
      />
    );
  if (total > 0)
    return (
      <EmptyState
        icon={<SearchX className="size-6" aria-hidden />}
        title={tab === "approve" ? "No approved images yet" : "No rejected images"}
        action={<Button onClick={() => onShowTab("none")}>Review images</Button>}
      />
    );
  return (
    <EmptyState
      icon={<Images className="size-6" aria-hidden />}
      title="No images to review yet"
      text="Images appear here as a job generates them."
      action={
        <Can do="spend">
          <ButtonLink href="/bulk-generate" variant="primary">
            <Sparkles className="size-4" aria-hidden />
            Generate images
          </ButtonLink>
        </Can>
      }
    />
  );
}
