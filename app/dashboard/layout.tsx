import type { ReactNode } from "react";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

const ROWS = Array.from({ length: 12 }, (_, row) => row);

function DashboardSkeleton() {
  return (
    <div className="space-y-6" aria-busy="true">
      <p role="status" className="sr-only">
        Loading the dashboard…
      </p>
      <div className="mb-6 space-y-2">
        <Skeleton className="h-7 w-36" />
        <Skeleton className="h-5 w-80 max-w-full" />
      </div>
      <div className="rounded-lg border bg-surface">
        <div className="flex gap-2 border-b p-3">
          <Skeleton className="h-9 flex-1" />
          <Skeleton className="h-9 w-36" />
        </div>
        {ROWS.map((row) => (
          <div key={row} className="flex items-center gap-3 border-t px-3 py-2 first:border-t-0">
            <Skeleton className="size-4" />
            <Skeleton className="size-10" />
            <Skeleton className="h-4 w-1/3" />
            <Skeleton className="ml-auto h-4 w-24" />
          </div>
        ))}
      </div>
    </div>
  );
}

export default function DashboardLayout({ children }: { children: ReactNode }) {
  return <LoadingBoundary skeleton={<DashboardSkeleton />}>{children}</LoadingBoundary>;
}
