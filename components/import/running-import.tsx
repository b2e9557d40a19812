"use client";

import { Ban } from "lucide-react";
import { useRef, useState } from "react";
import { ImportFacts } from "#components/import/facts.tsx";
import { ImportStatusBadge } from "#components/import/import-status-badge.tsx";
import { cancelConsequences, HEADING_ID, progressLine, progressOf } from "#components/import/messages.ts";
import { Problems } from "#components/import/problems.tsx";
import { ScreenHeading } from "#components/import/screen-heading.tsx";
import { useImportCommand } from "#components/import/use-import-command.ts";
import { CommandButton } from "#components/ui/command-button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ConnectionLost } from "#components/ui/connection-lost.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { Import } from "#lib/schemas/import.ts";

type CancelProps = { shown: Import; command: ReturnType<typeof useImportCommand> };

function Cancel({ shown, command: { run, running } }: CancelProps) {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  async function cancel() {
    await run({ name: "cancel" });
    setAsking(false);
  }
  return (
    <>
      <CommandButton
        ref={button}
        icon={Ban}
        text="Cancel"
        running={running === "cancel"}
        busy={running !== null}
        onClick={() => setAsking(true)}
        focusAfter={HEADING_ID}
      />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Cancel the import of “${shown.fileName}”?`}
        description={cancelConsequences(shown)}
        confirmLabel="Cancel the import"
        dismissLabel="Continue importing"
        onConfirm={() => void cancel()}
        busy={running === "cancel"}
        finalFocus={() => button.current ?? document.getElementById(HEADING_ID)}
      />
    </>
  );
}

export function RunningImport({ shown, lost }: { shown: Import; lost: boolean }) {
  const command = useImportCommand(shown.id);
  const line = progressLine(shown);
  const { done, total } = progressOf(shown);
  return (
    <>
      <section aria-label="Progress" className="flex flex-col gap-4 rounded-lg border bg-surface p-4">
        <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
          <div className="min-w-0 flex-1 basis-60 space-y-2">
            <ScreenHeading>{shown.fileName}</ScreenHeading>
            <ImportStatusBadge status={shown.status} />
          </div>
          <Cancel shown={shown} command={command} />
        </div>
        <div className="space-y-2">
          <p className="font-medium">{line}</p>
          <Progress label={`Import of ${shown.fileName}`} made={done} failed={0} total={total} valueText={line} />
          <p className="text-muted">You can leave this page: the import continues, and is listed under Import.</p>
        </div>
        <ImportFacts shown={shown} />
        <ConnectionLost lost={lost} />
        <FormAlert message={command.problem} />
      </section>
      <Problems
        errors={shown.errors}
        errorCount={shown.errorCount}
        note="These rows failed. You can download them when the import finishes."
      />
    </>
  );
}
