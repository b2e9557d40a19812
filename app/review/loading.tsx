import { PageHeader } from "#components/layout/page-header.tsx";
import { GridSkeleton } from "#components/review/review-states.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function ReviewLoading() {
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
