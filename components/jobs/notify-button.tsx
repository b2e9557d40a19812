"use client";

import { Bell, BellRing } from "lucide-react";
import { unwatchJob, useWatchedJobs, watchJob } from "#components/jobs/watched-jobs.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";

const REFUSED =
  "Your browser blocks notifications from this page. Allow them in the browser's settings, then try again.";

async function ask(jobId: string): Promise<void> {
  const permission = "Notification" in window ? await Notification.requestPermission() : "denied";
  if (permission === "granted") watchJob(jobId);
  else toast.error(REFUSED);
}

export function NotifyButton({ jobId }: { jobId: string }) {
  const isWatched = useWatchedJobs().includes(jobId);
  const Icon = isWatched ? BellRing : Bell;
  return (
    <Button aria-pressed={isWatched} onClick={() => (isWatched ? unwatchJob(jobId) : void ask(jobId))}>
      <Icon className="size-4" aria-hidden />
      Notify me
    </Button>
  );
}
