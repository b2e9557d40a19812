"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useSWRConfig } from "swr";
import { CommandButton } from "#components/ui/command-button.tsx";
import { ApiError, command } from "#lib/api-client.ts";
import type { Job } from "#lib/schemas/job.ts";

/** Ends the hold, so that the next call starts now. Shown for holds of the model only, not of the store. */
export function ReleaseHold({ job: { id, holdId, waitingReason } }: { job: Job }) {
  const { mutate } = useSWRConfig();
  const [isRunning, setIsRunning] = useState(false);
  if (holdId === null || waitingReason === "STORE_FAILED" || waitingReason === "DISK_FULL") return null;

  async function release() {
    setIsRunning(true);
    try {
      await command(`/api/holds/${holdId}/release`);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      // Over already: what the job does now says the rest.
      if (failure.status !== 404) toast.error(`Couldn't try now. ${failure.message}`);
    } finally {
      await mutate(`/api/jobs/${id}`);
      setIsRunning(false);
    }
  }
  return (
    <CommandButton
      compact
      icon={RotateCcw}
      text="Try now"
      running={isRunning}
      busy={isRunning}
      onClick={() => void release()}
      focusAfter="job-heading"
    />
  );
}
