"use client";

import { useEffect } from "react";
import { toast } from "sonner";
import useSWR from "swr";
import { jobName } from "#components/images/job-name.ts";
import { outcomeLine } from "#components/jobs/messages.ts";
import { showNotification } from "#components/jobs/show-notification.ts";
import { unwatchJob, useWatchedJobs } from "#components/jobs/watched-jobs.ts";
import { POLL_MS } from "#components/ui/polling.ts";
import { jobKey } from "#components/ui/swr-keys.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import { isFinished, type Job, jobSchema } from "#lib/schemas/job.ts";

function announce(job: Job): void {
  if (showNotification(job)) return;
  const open = { label: "Open the job", onClick: () => window.location.assign(`/jobs/${job.id}`) };
  toast(`${jobName(job)}: ${outcomeLine(job)}.`, {
    duration: Number.POSITIVE_INFINITY,
    closeButton: true,
    action: open,
  });
}

function Watched({ jobId }: { jobId: string }) {
  const { data: job, error } = useSWR<Job, ApiError>(jobKey(jobId), (path: string) => api(path, jobSchema), {
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

export function JobWatcher() {
  return useWatchedJobs().map((id) => <Watched key={id} jobId={id} />);
}
