"use client";

import { Check } from "lucide-react";
import { HEADING_ID, missingPhotos, nothingToImport, startLabel, understoodLine } from "#components/import/messages.ts";
import { Recognized } from "#components/import/recognized.tsx";
import { ScreenHeading } from "#components/import/screen-heading.tsx";
import { Understood } from "#components/import/understood.tsx";
import type { Discard } from "#components/import/use-discard.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { CommandButton } from "#components/ui/command-button.tsx";
import { plural } from "#components/ui/count.ts";
import { fileSize } from "#components/ui/file-size.ts";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Column, Import, ImportPreview } from "#lib/schemas/import.ts";
import type { Encoding } from "#lib/schemas/import-fields.ts";

type DraftSummaryProps = {
  draft: Import;
  preview: ImportPreview;
  columns: readonly Column[];
  setEncoding: (encoding: Encoding) => void;
  /** The numbers still describe a previous mapping. */
  stale: boolean;
  /** Why this mapping can't be imported. */
  blocked: string | null;
  /** Why the last request failed. */
  problem: string | null;
  starting: boolean;
  onStart: () => void;
  discard: Discard;
};

export function DraftSummary(props: DraftSummaryProps) {
  const { draft, preview, columns, setEncoding, stale, blocked, problem, starting, discard } = props;
  const reason = blocked ?? (stale ? null : nothingToImport(preview));
  const missing = missingPhotos(draft.fileName, preview);
  const busy = starting || stale || reason !== null;
  return (
    <section aria-label="What was recognized" className="space-y-4 rounded-lg border bg-surface p-4">
      <div className="space-y-1">
        <ScreenHeading>{draft.fileName}</ScreenHeading>
        <p className="text-muted">{fileSize(draft.bytes)}. This is what was recognized; nothing is imported yet.</p>
      </div>
      <p role="status" className="sr-only">
        {stale || reason ? "" : `Understood: ${understoodLine(preview)}`}
      </p>
      <Recognized {...{ preview, columns, setEncoding }} />
      {blocked === null && (
        <div aria-busy={stale} className={cn("space-y-4 transition-opacity", stale && "opacity-60")}>
          <Understood preview={preview} />
        </div>
      )}
      {reason && (
        <div role="alert">
          <Notice>{reason}</Notice>
        </div>
      )}
      {blocked === null && missing > 0 && (
        <Notice>
          {plural(missing, "photo is", "photos are")} named by a path, but a CSV comes without photos: those rows will
          fail. Put the sheet into a zip with the photos and name it catalog.csv.
        </Notice>
      )}
      <FormAlert message={problem} />
      <div className="flex flex-wrap gap-2">
        <CommandButton
          icon={Check}
          variant="primary"
          text={blocked === null ? startLabel(preview) : "Import"}
          running={starting}
          busy={busy}
          onClick={props.onStart}
          focusAfter={HEADING_ID}
        />
        <Button onClick={discard.discard} aria-disabled={discard.discarding}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
