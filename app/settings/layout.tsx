import type { ReactNode } from "react";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

function SettingsSkeleton() {
  return (
    <div aria-busy="true">
      <p role="status" className="sr-only">
        Loading the settings…
      </p>
      <PageHeader title="Settings" description="For all jobs of this installation." />
      <div className="max-w-3xl space-y-6">
        <Skeleton className="h-64" />
        <Skeleton className="h-60" />
      </div>
    </div>
  );
}

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return <LoadingBoundary skeleton={<SettingsSkeleton />}>{children}</LoadingBoundary>;
}
