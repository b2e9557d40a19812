"use client";

import Link from "next/link";
import { JobStatusBadge } from "#components/jobs/job-status-badge.tsx";
import { madeOfTotal, outlook } from "#components/jobs/progress-text.ts";
import { count } from "#components/ui/count.ts";
import { Progress } from "#components/ui/progress.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { JobSummary } from "#lib/schemas/job.ts";

function Numbers({ job }: { job: JobSummary }) {
  const href = (status: string) => `/jobs/${job.id}?status=${status}`;
  return (
    <>
      <Link href={href("COMPLETED")} className="flex min-h-6 items-center rounded hover:underline">
        {madeOfTotal(job)}
        <span className="sr-only">made</span>
      </Link>
      {job.failedImages > 0 && (
        <Link href={href("FAILED")} className="flex min-h-6 items-center rounded text-bad hover:underline">
          {count(job.failedImages)} failed
        </Link>
      )}
    </>
  );
}

/** One job in a list. `fetchedAt`: when its numbers were read (ms), for the time left. */
export function JobRow({ job, fetchedAt }: { job: JobSummary; fetchedAt: number | null }) {
  const text = outlook(job, fetchedAt);
  const name = `${job.imageTypeName} · ${job.variant}`;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t px-3 py-2 first:border-t-0 hover:bg-hover md:grid-cols-[7rem_minmax(0,2fr)_minmax(0,3fr)_6rem]">
      <span className="order-2 justify-self-end md:order-none md:justify-self-start">
        <JobStatusBadge status={job.status} />
      </span>
      <Link
        href={`/jobs/${job.id}`}
        title={job.templateName ? `${name} · ${job.templateName}` : name}
        className="flex min-h-6 items-center rounded font-medium hover:underline"
      >
        <span className="truncate">{name}</span>
      </Link>
      <div className="order-3 col-span-2 flex flex-wrap items-center gap-x-3 md:order-none md:col-span-1">
        <div className="min-w-28 flex-1 sm:max-w-40">
          <Progress
            label={`Images of ${name}`}
            made={job.completedImages}
            failed={job.failedImages}
            total={job.totalImages}
          />
        </div>
        <Numbers job={job} />
        {text && <span className="text-muted text-xs">{text}</span>}
      </div>
      <span className="order-4 col-span-2 text-muted text-xs md:order-none md:col-span-1 md:text-right md:text-sm">
        <Ago value={job.createdAt} />
      </span>
    </li>
  );
}
