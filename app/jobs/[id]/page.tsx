import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { jobName } from "#components/images/job-name.ts";
import { JobAttempts } from "#components/jobs/job-attempts.tsx";
import { JobProgress } from "#components/jobs/job-progress.tsx";
import { JobTimes } from "#components/jobs/job-times.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ShareLink } from "#components/review-links/share-link.tsx";
import { page } from "#lib/auth/page.ts";
import { mayShare } from "#lib/auth/permissions.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { ERRORS_SHOWN } from "#lib/schemas/job-state.ts";

export const dynamic = "force-dynamic";

const readJob = cache((id: string) => findJob(id, ERRORS_SHOWN));

export const generateMetadata = page("read", async ({ params }: PageProps<"/jobs/[id]">): Promise<Metadata> => {
  const job = await readJob((await params).id);
  return { title: job ? jobName(job) : "Not found" };
});

export default page("read", async function JobPage({ params }: PageProps<"/jobs/[id]">, user) {
  const job = await readJob((await params).id);
  if (!job) notFound();
  return (
    <>
      <PageHeader
        title={jobName(job)}
        back={{ href: "/jobs", label: "Jobs" }}
        actions={mayShare(user) && <ShareLink jobId={job.id} />}
      />
      <div className="space-y-4">
        <JobProgress jobId={job.id} />
        <JobTimes initial={job} />
        <JobAttempts initial={job} />
      </div>
    </>
  );
});
