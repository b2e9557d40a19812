"use client";

import { Clock, RotateCcw, WifiOff } from "lucide-react";
import { roughly, secondsLeft } from "#components/bulk-generate/time-left.ts";
import { useNow } from "#components/bulk-generate/use-now.ts";
import { bulkGenerateUrl } from "#components/bulk-generate/wizard-params.ts";
import { JobStatusBadge } from "#components/jobs/job-status-badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";
import { Progress } from "#components/ui/progress.tsx";
import type { ApiError } from "#lib/api-client.ts";
import { isFinished, type Job } from "#lib/schemas/job.ts";

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit" });

/** "17 of 21 · 1 failed · about 40 s left"; once it has ended, "20 made, 1 failed". */
function ProgressLine({ job }: { job: Job }) {
  const { completedImages, failedImages, cancelledImages, totalImages } = job;
  const now = useNow();
  const ended = isFinished(job);
  const left = now === null ? null : secondsLeft(job, now);
  const between = ended ? ", " : " · ";
  return (
    <p className="font-semibold text-base">
      {ended ? `${count(completedImages)} made` : `${count(completedImages)} of ${count(totalImages)}`}
      {failedImages > 0 && between}
      {failedImages > 0 && (
        <a href="#job-errors" className="link rounded text-bad">
          {count(failedImages)} failed
        </a>
      )}
      {cancelledImages > 0 && `${between}${count(cancelledImages)} cancelled`}
      {left !== null && `${between}${roughly(left)} left`}
    </p>
  );
}

function Waiting({ job: { waitingReason, waitingUntil } }: { job: Job }) {
  if (waitingUntil === null && waitingReason === null) return null;
  return (
    <p className="flex items-start gap-2 text-warn">
      <Clock className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span>
        {waitingReason ?? "Waiting for Google."}
        {waitingUntil !== null && ` The next image starts at ${clock.format(new Date(waitingUntil))}.`}
      </span>
    </p>
  );
}

function ConnectionLost({ error }: { error: ApiError | undefined }) {
  return (
    <p role="status" className="flex items-center gap-2 text-warn empty:hidden">
      {error && (
        <>
          <WifiOff className="size-4 shrink-0" aria-hidden />
          Connection lost, trying again
        </>
      )}
    </p>
  );
}

/** How far a job is, what it waits for, and what can be done next. `error`: the last poll's, while the numbers stay. */
export function JobPanel({ job, error }: { job: Job; error: ApiError | undefined }) {
  const { id, status, variant, imageTypeName, totalImages, completedImages, failedImages } = job;
  return (
    <section aria-labelledby="job-heading" className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="job-heading" className="min-w-0 break-words text-muted">
          {imageTypeName} · {variant}
        </h2>
        <JobStatusBadge status={status} />
        {isFinished(job) && (
          <ButtonLink href={bulkGenerateUrl("/bulk-generate", { like: id })} className="sm:ml-auto">
            <RotateCcw className="size-4" aria-hidden />
            Start another like this
          </ButtonLink>
        )}
      </div>
      <ProgressLine job={job} />
      <Progress label="Images of this job" made={completedImages} failed={failedImages} total={totalImages} />
      <Waiting job={job} />
      <ConnectionLost error={error} />
    </section>
  );
}
