"use client";

import { Ban, CirclePause, CirclePlay, RotateCcw } from "lucide-react";
import { useRef, useState } from "react";
import { jobName } from "#components/images/job-name.ts";
import { cancelConsequences, commandLabel } from "#components/jobs/messages.ts";
import { useJobCommand } from "#components/jobs/use-job-command.ts";
import { useCan } from "#components/ui/can.tsx";
import { CommandButton } from "#components/ui/command-button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { JobSummary } from "#lib/schemas/job.ts";
import { commandsFor, type JobCommand } from "#lib/schemas/job-state.ts";
import type { Permission } from "#lib/schemas/permission.ts";

const NEEDS: Record<JobCommand, Permission> = { pause: "job", cancel: "job", resume: "spend", "retry-failed": "spend" };
const ICONS = { pause: CirclePause, resume: CirclePlay, "retry-failed": RotateCcw };

type JobCommandsProps = {
  job: JobSummary;
  /** For a list row: small, Cancel as an icon, and screen readers hear which job each button is for. */
  compact?: boolean;
  /** Id of the element that gets the focus when the focused command disappears. */
  focusAfter: string;
};

export function JobCommands({ job, compact = false, focusAfter }: JobCommandsProps) {
  const { run, running, said } = useJobCommand(job);
  const [asking, setAsking] = useState(false);
  const cancelButton = useRef<HTMLButtonElement>(null);
  const can = useCan();
  const commands = commandsFor(job).filter((command) => can(NEEDS[command]));
  const main = commands.find((command) => command !== "cancel");
  const mayCancel = commands.includes("cancel");
  if (asking && !mayCancel) setAsking(false);

  const label = main ? commandLabel(main, job) : "";
  const shared = { compact, busy: running !== null, focusAfter };
  async function cancel() {
    await run("cancel");
    setAsking(false);
  }
  return (
    <>
      {main && (
        <CommandButton
          key={main === "retry-failed" ? "retry" : "pause or resume"}
          icon={ICONS[main]}
          text={compact && main === "retry-failed" ? "Retry" : label}
          label={compact ? `${label}: ${jobName(job)}` : undefined}
          running={running === main}
          onClick={() => void run(main)}
          {...shared}
        />
      )}
      {mayCancel && (
        <CommandButton
          ref={cancelButton}
          icon={Ban}
          text={compact ? null : "Cancel"}
          label={compact ? `Cancel: ${jobName(job)}` : undefined}
          running={running === "cancel"}
          onClick={() => setAsking(true)}
          {...shared}
        />
      )}
      {compact && (
        <span role="status" className="sr-only">
          {said}
        </span>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Cancel “${jobName(job)}”?`}
        description={cancelConsequences(job)}
        confirmLabel="Cancel the job"
        dismissLabel="Keep the job"
        onConfirm={() => void cancel()}
        busy={running === "cancel"}
        finalFocus={() => cancelButton.current ?? document.getElementById(focusAfter)}
      />
    </>
  );
}
