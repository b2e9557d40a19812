"use client";

import { useJob } from "#components/jobs/use-job.ts";
import { plural } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";
import { DateTime } from "#components/ui/time.tsx";
import type { Job } from "#lib/schemas/job.ts";

const linkStyle = "link inline-flex min-h-6 items-center rounded";

export function JobTimes({ initial }: { initial: Job }) {
  const { job = initial } = useJob(initial.id, initial);
  const times = [
    ["Created", job.createdAt],
    ["Started", job.startedAt],
    ["Finished", job.finishedAt],
  ] as const;
  return (
    <section aria-label="Times of this job" className="rounded-lg border bg-surface p-4">
      <dl className="flex flex-wrap items-baseline gap-x-8 gap-y-3">
        {times.map(([name, value]) => (
          <div key={name}>
            <dt className="text-muted text-xs">{name}</dt>
            <dd>{value ? <DateTime value={value} /> : "Not yet"}</dd>
          </div>
        ))}
        {job.createdBy && (
          <div>
            <dt className="text-muted text-xs">Created by</dt>
            <dd className="break-words">{job.createdBy}</dd>
          </div>
        )}
        <div>
          <dt className="text-muted text-xs">Made with</dt>
          <dd className="flex flex-wrap gap-x-3">
            {job.shotListId && (
              <Link href={`/shot-lists/${job.shotListId}`} className={linkStyle}>
                {job.shotListName}
              </Link>
            )}
            {job.shotListName && !job.shotListId && <span>{job.shotListName} (deleted)</span>}
            {job.imageTypeName && (
              <Link href="/image-types" className={linkStyle}>
                {job.imageTypeName}
              </Link>
            )}
            {job.shots.length > 1 && !job.shotListName && <span>{plural(job.shots.length, "shot")}</span>}
            {job.templateId && (
              <Link href={`/templates/${job.templateId}`} className={linkStyle}>
                {job.templateName}
              </Link>
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}
