"use client";

import { useEffect } from "react";
import useSWR from "swr";
import { jobName } from "#components/images/job-name.ts";
import { outcomeLine } from "#components/jobs/messages.ts";
import { showNotification } from "#components/jobs/show-notification.ts";
import { unwatchJob } from "#components/jobs/watched-jobs.ts";
import { POLL_MS } from "#components/ui/polling.ts";
import { jobKey } from "#components/ui/swr-keys.ts";
import { toast } from "#components/ui/toast.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { Job, jobSchema } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

function announce(job: Job): void {
  if (showNotification(job)) return;
  const open = { label: "Open the job", onClick: () => window.location.assign(`/jobs/${job.id}`) };
  toast(`${jobName(job)}: ${outcomeLine(job)}.`, {
    duration: Number.POSITIVE_INFINITY,
    closeButton: true,
    action: open,
  });
}

export function WatchedJob({ jobId }: { jobId: string }) {
  const { data: job, error } = useSWR<Job, ApiError>(jobKey(jobId), (path: string) => api<typeof jobSchema>(path), {
    refreshInterval: POLL_MS.watchedJob,
    refreshWhenHidden: true,
  });
  const gone = error?.status === 404;
  useEffect(() => {
    if (gone) unwatchJob(jobId);
    if (!job || !isFinished(job)) return;
    unwatchJob(jobId);
    announce(job);
  }, [job, gone, jobId]);
  return null;
}
