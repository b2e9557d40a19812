"use client";

import type { ReactNode } from "react";
import { cancelledWord } from "#components/images/messages.ts";
import { costOfJob } from "#components/jobs/job-cost.tsx";
import { JobWait } from "#components/jobs/job-wait.tsx";
import type { ShownStatus } from "#components/jobs/shown-status.ts";
import { useTimeLeft } from "#components/jobs/time-left.ts";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";
import { roughly } from "#components/ui/roughly.ts";
import type { JobSummary } from "#lib/schemas/job.ts";

type NumberLinkProps = {
  job: JobSummary;
  status: ShownStatus;
  className?: string;
  children: ReactNode;
};

function NumberLink({ job, status, className, children }: NumberLinkProps) {
  return (
    <Link
      href={`/jobs/${job.id}?status=${status}`}
      className={cn("flex min-h-6 items-center rounded hover:underline", className)}
    >
      {children}
    </Link>
  );
}

export function JobNumbers({ job, fetchedAt }: { job: JobSummary; fetchedAt: number | null }) {
  const left = useTimeLeft(job, fetchedAt);
  return (
    <>
      <NumberLink job={job} status="COMPLETED">
        {count(job.completedImages)}/{count(job.totalImages)}
        <span className="sr-only">made</span>
      </NumberLink>
      {job.failedImages > 0 && (
        <NumberLink job={job} status="FAILED" className="text-bad">
          {count(job.failedImages)} failed
        </NumberLink>
      )}
      {job.cancelledImages > 0 && (
        <NumberLink job={job} status="CANCELLED" className="text-muted">
          {count(job.cancelledImages)} {cancelledWord(job.stopCode).toLowerCase()}
        </NumberLink>
      )}
      {left !== null && <span className="text-muted text-xs">{roughly(left)} left</span>}
      {job.cost.settledUsd + job.cost.maybeUsd > 0 && (
        <span className="text-muted text-xs">
          <span className="sr-only">Cost: </span>
          {costOfJob(job)}
          {job.model === "demo" && " (demo)"}
        </span>
      )}
      <span className="text-xs empty:hidden">
        <JobWait job={job} short />
      </span>
    </>
  );
}
