import type { ReactNode } from "react";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

const ROWS = Array.from({ length: 8 }, (_, row) => row);

function JobsSkeleton() {
  return (
    <div aria-busy="true" className="space-y-4">
      <p role="status" className="sr-only">
        Loading the jobs…
      </p>
      <Skeleton className="h-7 w-20" />
      <Skeleton className="h-8 w-96 max-w-full" />
      <div className="rounded-lg border bg-surface">
        {ROWS.map((row) => (
          <div key={row} className="flex items-center gap-4 border-t px-3 py-3 first:border-t-0">
            <Skeleton className="h-5 w-24" />
            <Skeleton className="h-5 w-1/3" />
            <Skeleton className="ml-auto h-2 w-28" />
          </div>
        ))}
      </div>
    </div>
  );
}

export default function JobsLayout({ children }: { children: ReactNode }) {
  return <LoadingBoundary skeleton={<JobsSkeleton />}>{children}</LoadingBoundary>;
}
