"use client";

import { ColumnList } from "#components/import/column-list.tsx";
import { DraftSummary } from "#components/import/draft-summary.tsx";
import { Problems } from "#components/import/problems.tsx";
import { Screen } from "#components/import/screen.tsx";
import { ScreenHeading } from "#components/import/screen-heading.tsx";
import { UnreadableFile } from "#components/import/unreadable-file.tsx";
import { useDiscard } from "#components/import/use-discard.ts";
import { useDraft } from "#components/import/use-draft.ts";
import { useImportCommand } from "#components/import/use-import-command.ts";
import { cn } from "#components/ui/class-names.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { Import } from "#lib/schemas/import.ts";

function Reading({ fileName }: { fileName: string }) {
  return (
    <Screen>
      <section aria-label="What was recognized" className="space-y-3 rounded-lg border bg-surface p-4">
        <ScreenHeading>{fileName}</ScreenHeading>
        <p role="status" className="text-muted">
          Reading the file…
        </p>
        <Skeleton className="h-32" />
      </section>
    </Screen>
  );
}

export function ImportDraft({ draft, onGone }: { draft: Import; onGone: () => void }) {
  const { preview, error, guess, columns, stale, problem, corrections, setMapping, setEncoding, forget, retry } =
    useDraft(draft.id, onGone);
  const start = useImportCommand(draft.id);
  const discard = useDiscard(draft);
  if (error && !preview) return <UnreadableFile {...{ draft, error, discard, retry }} />;
  if (!preview) return <Reading fileName={draft.fileName} />;

  async function begin() {
    if (await start.run({ name: "start", corrections })) forget();
  }
  return (
    <>
      <DraftSummary
        {...{ draft, preview, columns, setEncoding, stale, discard }}
        blocked={problem}
        problem={start.problem ?? error?.message ?? null}
        starting={start.running !== null}
        onStart={() => void begin()}
      />
      {columns.length > 0 && <ColumnList found={preview.columns} {...{ guess, columns, setMapping }} />}
      {problem === null && (
        <div aria-busy={stale} className={cn("transition-opacity", stale && "opacity-60")}>
          <Problems
            errors={preview.errors}
            errorCount={preview.errorCount}
            note="These will be skipped. Everything else is imported."
          />
        </div>
      )}
    </>
  );
}
