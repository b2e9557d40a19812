"use client";

import { CircleX, RotateCcw, Upload } from "lucide-react";
import { Screen } from "#components/import/screen.tsx";
import { ScreenHeading } from "#components/import/screen-heading.tsx";
import type { Discard } from "#components/import/use-discard.ts";
import { Button } from "#components/ui/button.tsx";
import type { ApiError } from "#lib/api-client.ts";
import type { Import } from "#lib/schemas/import.ts";

type UnreadableFileProps = { draft: Import; error: ApiError; discard: Discard; retry: () => void };

export function UnreadableFile({ draft, error, discard: { discard, discarding }, retry }: UnreadableFileProps) {
  return (
    <Screen>
      <section aria-label="What was recognized" className="space-y-4 rounded-lg border bg-surface p-4">
        <div className="space-y-1">
          <ScreenHeading icon={<CircleX className="mt-1 size-4 shrink-0 text-bad" aria-hidden />}>
            “{draft.fileName}” couldn't be read
          </ScreenHeading>
          <p role="alert" className="max-w-prose break-words">
            {error.message} Nothing has changed.
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" onClick={discard} aria-disabled={discarding}>
            <Upload className="size-4" aria-hidden />
            Choose another file
          </Button>
          {error.status !== 422 && (
            <Button onClick={retry}>
              <RotateCcw className="size-4" aria-hidden />
              Try again
            </Button>
          )}
        </div>
      </section>
    </Screen>
  );
}
