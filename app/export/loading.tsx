import { PageHeader } from "#components/layout/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function ExportLoading() {
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
