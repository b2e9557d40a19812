"use client";

import { useWatchedJobs } from "#components/jobs/watched-jobs.ts";
import { later, useIfLoaded } from "#components/ui/later.ts";

const watchedJob = later(() => import("#components/jobs/watched-job.tsx").then(({ WatchedJob }) => WatchedJob));

export function JobWatcher() {
  const ids = useWatchedJobs();
  const WatchedJob = useIfLoaded(watchedJob, ids.length);
  return WatchedJob && ids.map((id) => <WatchedJob key={id} jobId={id} />);
}
