import type { ReactNode } from "react";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

function ExportSkeleton() {
  return (
    <div aria-busy="true">
      <PageHeader title="Export" />
      <div className="space-y-6">
        <Skeleton className="h-9" />
        <Skeleton className="h-24" />
        <Skeleton className="h-96" />
      </div>
    </div>
  );
}

export default function ExportLayout({ children }: { children: ReactNode }) {
  return <LoadingBoundary skeleton={<ExportSkeleton />}>{children}</LoadingBoundary>;
}
