import type { ReactNode } from "react";
import { LoadingBoundary } from "#components/layout/loading-boundary.tsx";
import { ListSkeleton } from "#components/ui/list-skeleton.tsx";

export default function LooksLayout({ children }: { children: ReactNode }) {
  return <LoadingBoundary skeleton={<ListSkeleton label="Loading the looks…" />}>{children}</LoadingBoundary>;
}
