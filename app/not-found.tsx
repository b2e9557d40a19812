import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <EmptyState
      icon={<SearchX className="size-6" aria-hidden />}
      heading="h1"
      title="Page not found"
      text="It may have been deleted, or the link is incomplete."
      action={
        <ButtonLink href="/dashboard" variant="primary">
          Go to the dashboard
        </ButtonLink>
      }
    />
  );
}
