"use client";

import { RotateCcw } from "lucide-react";
import { useCan } from "#components/ui/can.tsx";
import { CommandButton } from "#components/ui/command-button.tsx";
import { jobKey } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { ApiError, command } from "#lib/api-client.ts";
import type { Job } from "#lib/schemas/job.ts";

async function release(holdId: string): Promise<void> {
  try {
    await command(`/api/holds/${holdId}/release`);
  } catch (error) {
    // Over already: what the job does now says the rest.
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
}

/** Shown for holds of the model only, not of the store. */
export function ReleaseHold({ job: { id, holdId, waitingReason } }: { job: Job }) {
  const { run, busy } = useCommand(release, { failure: "Couldn't try now.", invalidates: [jobKey(id)] });
  const can = useCan();
  if (!can("spend") || holdId === null || waitingReason === "STORE_FAILED" || waitingReason === "DISK_FULL")
    return null;
  return (
    <CommandButton
      compact
      icon={RotateCcw}
      text="Try now"
      running={busy}
      busy={busy}
      onClick={() => void run(holdId)}
      focusAfter="job-heading"
    />
  );
}
