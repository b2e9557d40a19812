"use client";

import { SearchX } from "lucide-react";
import { useEffect } from "react";
import { SWRConfig, type SWRConfiguration } from "swr";
import { ContactSheet } from "#components/jobs/contact-sheet.tsx";
import { JobErrors } from "#components/jobs/job-errors.tsx";
import { JobFacts } from "#components/jobs/job-facts.tsx";
import { JobPanel } from "#components/jobs/job-panel.tsx";
import { announcement, titleOf } from "#components/jobs/messages.ts";
import { useJob } from "#components/jobs/use-job.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ApiError } from "#lib/api-client.ts";

/** A hidden tab keeps the count in its title up to date, and a lost connection is retried soon. */
const CONFIG: SWRConfiguration<unknown, ApiError> = {
  refreshWhenHidden: true,
  refreshWhenOffline: true,
  onErrorRetry: (error, _key, _config, revalidate, { retryCount }) => {
    if (error.status === 404) return;
    setTimeout(() => revalidate({ retryCount }), 3_000);
  },
};

function JobNotFound({ jobId }: { jobId: string }) {
  return (
    <div role="alert">
      <EmptyState
        icon={<SearchX className="size-6" aria-hidden />}
        title="This job doesn't exist"
        text={`No job has the ID ${jobId}. It may have been deleted, or the link is incomplete.`}
        action={
          <>
            <Can do="spend">
              <ButtonLink href="/bulk-generate" variant="primary">
                Start a new job
              </ButtonLink>
            </Can>
            <ButtonLink href="/jobs">See all jobs</ButtonLink>
          </>
        }
      />
    </div>
  );
}

function JobSkeleton({ error }: { error: ApiError | undefined }) {
  return (
    <div role="status" className="space-y-4">
      <p className={error ? "text-warn" : "sr-only"}>{error ? `${error.message} Trying again…` : "Loading the job"}</p>
      <Skeleton className="h-32" />
      <Skeleton className="h-64" />
    </div>
  );
}

function useDocumentTitle(title: string | null) {
  useEffect(() => {
    if (title === null) return;
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}

function LiveJob({ jobId }: { jobId: string }) {
  const { job, error } = useJob(jobId);
  useDocumentTitle(job ? `${titleOf(job)} · Packshot` : null);
  if (!job) return error?.status === 404 ? <JobNotFound jobId={jobId} /> : <JobSkeleton error={error} />;
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-6">
      <p role="status" className="sr-only">
        {announcement(job)}
      </p>
      <div className="min-w-0 space-y-4">
        <JobPanel job={job} error={error} />
        <ContactSheet job={job} />
      </div>
      <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-20">
        <JobFacts job={job} />
        <JobErrors job={job} />
      </div>
    </div>
  );
}

export function JobProgress({ jobId }: { jobId: string }) {
  return (
    <SWRConfig value={CONFIG}>
      <LiveJob jobId={jobId} />
    </SWRConfig>
  );
}
