"use client";

import { ImportDraft } from "#components/import/import-draft.tsx";
import { ImportResult } from "#components/import/import-result.tsx";
import { announcement } from "#components/import/messages.ts";
import { RunningImport } from "#components/import/running-import.tsx";
import { Screen } from "#components/import/screen.tsx";
import { useImport } from "#components/import/use-import.ts";
import type { Import } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";

export function ImportView({ initial }: { initial: Import }) {
  const { shown, lost, mutate } = useImport(initial);
  const phase = isImportFinished(shown) ? "over" : shown.status === "DRAFT" ? "draft" : "running";
  return (
    <>
      <p role="status" className="sr-only">
        {announcement(shown)}
      </p>
      <Screen key={phase}>
        {phase === "draft" && <ImportDraft draft={shown} onGone={() => void mutate()} />}
        {phase === "running" && <RunningImport shown={shown} lost={lost} />}
        {phase === "over" && <ImportResult ended={shown} />}
      </Screen>
    </>
  );
}
