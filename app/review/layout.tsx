import type { ReactNode } from "react";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { GridSkeleton } from "#components/review/review-states.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

function ReviewSkeleton() {
  return (
    <div aria-busy="true">
      <PageHeader title="Review" />
      <div className="space-y-3">
        <Skeleton className="h-7 w-96 max-w-full" />
        <Skeleton className="h-9" />
        <GridSkeleton />
      </div>
    </div>
  );
}

export default function ReviewLayout({ children }: { children: ReactNode }) {
  return <LoadingBoundary skeleton={<ReviewSkeleton />}>{children}</LoadingBoundary>;
}
