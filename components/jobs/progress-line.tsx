"use client";

import type { ReactNode } from "react";
import { cancelledWord } from "#components/images/messages.ts";
import type { ShownStatus } from "#components/jobs/shown-status.ts";
import { useTimeLeft } from "#components/jobs/time-left.ts";
import { count } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";
import { roughly } from "#components/ui/roughly.ts";
import { useNow } from "#components/ui/use-now.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

type TilesLinkProps = { job: Job; status: ShownStatus; children: ReactNode };

function TilesLink({ job, status, children }: TilesLinkProps) {
  return (
    <Link href={`/jobs/${job.id}?status=${status}#sheet-heading`} className="link rounded">
      {children}
    </Link>
  );
}

/** "17 of 21 · 1 failed · about 40 s left"; when finished "20 made, 1 failed". */
export function ProgressLine({ job }: { job: Job }) {
  const { completedImages, failedImages, cancelledImages, totalImages } = job;
  const left = useTimeLeft(job, useNow());
  const ended = isFinished(job);
  const between = ended ? ", " : " · ";
  return (
    <p className="font-semibold text-base">
      <TilesLink job={job} status="COMPLETED">
        {ended ? `${count(completedImages)} made` : `${count(completedImages)} of ${count(totalImages)}`}
      </TilesLink>
      {failedImages > 0 && between}
      {failedImages > 0 && (
        <a href="#job-errors" className="link rounded text-bad">
          {count(failedImages)} failed
        </a>
      )}
      {cancelledImages > 0 && between}
      {cancelledImages > 0 && (
        <TilesLink job={job} status="CANCELLED">
          {count(cancelledImages)} {cancelledWord(job.stopCode).toLowerCase()}
        </TilesLink>
      )}
      {left !== null && `${between}${roughly(left)} left`}
    </p>
  );
}
