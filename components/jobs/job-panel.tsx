"use client";

import { CopyPlus, Images } from "lucide-react";
import { lazy, Suspense } from "react";
import { jobName } from "#components/images/job-name.ts";
import { reviewHref } from "#components/images/review-link.ts";
import { ContinueJob } from "#components/jobs/continue-job.tsx";
import { DeleteJob } from "#components/jobs/delete-job.tsx";
import { JobBatches } from "#components/jobs/job-batches.tsx";
import { JobCommands } from "#components/jobs/job-commands.tsx";
import { JobStateLine } from "#components/jobs/job-state-line.tsx";
import { JobStatusBadge } from "#components/jobs/job-status-badge.tsx";
import { NotifyButton } from "#components/jobs/notify-button.tsx";
import { ProgressLine } from "#components/jobs/progress-line.tsx";
import { StopNotice } from "#components/jobs/stop-notice.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { ConnectionLost } from "#components/ui/connection-lost.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ApiError } from "#lib/api-client.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

const PilotPanel = lazy(async () => ({
  default: (await import("#components/jobs/pilot-panel.tsx")).PilotPanel,
}));

export function JobPanel({ job, error }: { job: Job; error: ApiError | undefined }) {
  const { id, totalImages, completedImages, failedImages } = job;
  return (
    <section aria-labelledby="job-heading" className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="job-heading" tabIndex={-1} className="min-w-0 break-words rounded text-muted">
          {jobName(job)}
        </h2>
        <JobStatusBadge job={job} />
        <div className="flex flex-wrap gap-2 max-sm:w-full sm:ml-auto">
          <JobCommands job={job} focusAfter="job-heading" />
          <ContinueJob job={job} />
          {completedImages > 0 && (
            <ButtonLink href={reviewHref({ jobId: id })} variant={isFinished(job) ? "primary" : "secondary"}>
              <Images className="size-4" aria-hidden />
              Review
            </ButtonLink>
          )}
          {isFinished(job) ? (
            <>
              <Can do="spend">
                <ButtonLink href={`/bulk-generate?like=${encodeURIComponent(id)}`}>
                  <CopyPlus className="size-4" aria-hidden />
                  Start another like this
                </ButtonLink>
              </Can>
              <Can do="delete">
                <DeleteJob job={job} />
              </Can>
            </>
          ) : (
            <NotifyButton jobId={id} />
          )}
        </div>
      </div>
      <ProgressLine job={job} />
      <Progress label="Images of this job" made={completedImages} failed={failedImages} total={totalImages} />
      <JobStateLine job={job} />
      <JobBatches job={job} />
      <StopNotice job={job} />
      {job.pausedReason === "PILOT" && (
        <Can do="spend">
          <Suspense fallback={<Skeleton className="h-40" />}>
            <PilotPanel key={job.pilotImages} job={job} />
          </Suspense>
        </Can>
      )}
      <ConnectionLost lost={error !== undefined} />
    </section>
  );
}
