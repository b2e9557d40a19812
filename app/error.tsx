"use client";

import { CircleAlert } from "lucide-react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div role="alert">
      <EmptyState
        icon={<CircleAlert className="size-6 text-bad" aria-hidden />}
        heading="h1"
        title="This page could not be shown"
        text={`Something went wrong on the server; nothing of yours was changed. Try again, and if it stays, look at the server's log${error.digest ? ` for ${error.digest}` : ""}.`}
        action={
          <>
            <Button variant="primary" onClick={reset}>
              Try again
            </Button>
            <ButtonLink href="/dashboard">Go to the dashboard</ButtonLink>
          </>
        }
      />
    </div>
  );
}
