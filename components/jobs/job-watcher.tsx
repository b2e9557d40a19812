"use client";

import { useEffect } from "react";
import useSWR from "swr";
import { finishedWords } from "#components/jobs/finished-words.ts";
import { jobName } from "#components/jobs/job-name.ts";
import { unwatchJob, useWatchedJobs } from "#components/jobs/watched-jobs.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import { isFinished, type Job, jobSchema } from "#lib/schemas/job.ts";

const POLL_MS = 5_000;

/** Shows a notification that leads to the job. Of several tabs that do so one stays: they have the same tag. */
function announce(job: Job): void {
  const notification = new Notification(jobName(job), { body: finishedWords(job), tag: `job-${job.id}` });
  notification.onclick = () => {
    window.focus();
    window.location.assign(`/jobs/${job.id}`);
  };
}

function Watched({ jobId }: { jobId: string }) {
  const { data: job, error } = useSWR<Job, ApiError>(`/api/jobs/${jobId}`, (path: string) => api(path, jobSchema), {
    refreshInterval: POLL_MS,
    refreshWhenHidden: true,
  });
  const gone = error?.status === 404;
  useEffect(() => {
    if (gone) unwatchJob(jobId);
    if (!job || !isFinished(job)) return;
    unwatchJob(jobId);
    if (Notification.permission === "granted") announce(job);
  }, [job, gone, jobId]);
  return null;
}

/** Tells of the end of the jobs that it was asked to watch, on whichever page one is. */
export function JobWatcher() {
  return useWatchedJobs().map((id) => <Watched key={id} jobId={id} />);
}
