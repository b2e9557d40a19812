import type { ReactNode } from "react";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

function BulkGenerateSkeleton() {
  return (
    <>
      <PageHeader title="Bulk Generate Images" back={{ href: "/dashboard", label: "Dashboard" }} />
      <div role="status" className="grid grid-cols-1 gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-6">
        <span className="sr-only">Loading</span>
        <div className="space-y-3">
          <Skeleton className="h-104" />
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
        <Skeleton className="h-56" />
      </div>
    </>
  );
}

export default function BulkGenerateLayout({ children }: { children: ReactNode }) {
  return <LoadingBoundary skeleton={<BulkGenerateSkeleton />}>{children}</LoadingBoundary>;
}
