"use client";

import { lazy, Suspense } from "react";

const JobProgress = lazy(() =>
  import("#components/jobs/job-progress.tsx").then(({ JobProgress }) => ({ default: JobProgress })),
);

/** The progress of a job on a page that mostly shows something else. */
export function StartedJob({ jobId }: { jobId: string }) {
  return (
    <Suspense>
      <JobProgress jobId={jobId} />
    </Suspense>
  );
}
