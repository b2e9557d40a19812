import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export const metadata: Metadata = { title: "No access" };

export default function Forbidden() {
  return (
    <EmptyState
      icon={<Lock className="size-6" aria-hidden />}
      heading="h1"
      title="You don't have access to this page"
      text="Your role doesn't include it. Ask an admin to change your role."
      action={
        <ButtonLink href="/dashboard" variant="primary">
          Go to the dashboard
        </ButtonLink>
      }
    />
  );
}
