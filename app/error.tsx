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
        title="Something went wrong"
        text={`The page couldn't be loaded. Nothing was changed. Try again. If it keeps failing, see the server log${error.digest ? ` for ${error.digest}` : ""}.`}
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
