"use client";

import { jobName } from "#components/images/job-name.ts";
import { JobCommands } from "#components/jobs/job-commands.tsx";
import { JobNumbers } from "#components/jobs/job-numbers.tsx";
import { JobStatusBadge } from "#components/jobs/job-status-badge.tsx";
import { Link } from "#components/ui/link.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { JobSummary } from "#lib/schemas/job.ts";

const ROW =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t px-3 py-2 first:border-t-0 hover:bg-hover lg:grid-cols-[7rem_minmax(0,2fr)_minmax(0,3fr)_6rem_7.5rem]";

/** `fetchedAt`: when the numbers were read (ms). */
export function JobRow({ job, fetchedAt }: { job: JobSummary; fetchedAt: number | null }) {
  const name = jobName(job);
  const linkId = `job-${job.id}`;
  return (
    <li className={ROW}>
      <span className="order-2 flex justify-self-end lg:order-none lg:justify-self-start">
        <JobStatusBadge job={job} />
      </span>
      <Link
        id={linkId}
        href={`/jobs/${job.id}`}
        title={job.templateName ? `${name} · ${job.templateName}` : name}
        className="flex min-h-6 items-center rounded font-medium hover:underline"
      >
        <span className="truncate">{name}</span>
      </Link>
      <div className="order-3 flex flex-wrap items-center gap-x-3 max-md:col-span-2 lg:order-none">
        <div className="min-w-28 flex-1 sm:max-w-40">
          <Progress
            label={`Images of ${name}`}
            made={job.completedImages}
            failed={job.failedImages}
            total={job.totalImages}
          />
        </div>
        <JobNumbers job={job} fetchedAt={fetchedAt} />
      </div>
      <div className="order-4 flex items-center justify-between max-md:col-span-2 md:justify-end lg:contents">
        <span className="text-muted text-xs lg:text-right lg:text-sm">
          <Ago value={job.createdAt} />
        </span>
        <span className="flex h-7 justify-end gap-1 max-lg:has-[button]:ml-3">
          <JobCommands job={job} compact focusAfter={linkId} />
        </span>
      </div>
    </li>
  );
}
