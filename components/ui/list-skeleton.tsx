import { Skeleton } from "#components/ui/skeleton.tsx";

const ROWS = Array.from({ length: 5 }, (_, row) => row);

export function ListSkeleton({ label }: { label: string }) {
  return (
    <div aria-busy="true" className="space-y-6">
      <p role="status" className="sr-only">
        {label}
      </p>
      <div className="space-y-2">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="h-5 w-96 max-w-full" />
      </div>
      <div className="rounded-lg border bg-surface">
        {ROWS.map((row) => (
          <div key={row} className="space-y-2 border-t px-4 py-3 first:border-t-0">
            <Skeleton className="h-5 w-48 max-w-full" />
            <Skeleton className="h-4 w-2/3" />
          </div>
        ))}
      </div>
    </div>
  );
}
