import type { ReactNode } from "react";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

const FIGURES = Array.from({ length: 4 }, (_, figure) => figure);

function CostsSkeleton() {
  return (
    <div aria-busy="true">
      <p role="status" className="sr-only">
        Loading the costs…
      </p>
      <PageHeader title="Costs" />
      <div className="space-y-4">
        <Skeleton className="h-9 w-96 max-w-full" />
        <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
          {FIGURES.map((figure) => (
            <Skeleton key={figure} className="h-24" />
          ))}
        </div>
        <Skeleton className="h-64" />
        <Skeleton className="h-40" />
      </div>
    </div>
  );
}

export default function CostsLayout({ children }: { children: ReactNode }) {
  return <LoadingBoundary skeleton={<CostsSkeleton />}>{children}</LoadingBoundary>;
}
