import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { JobProgress } from "#components/bulk-generate/job-progress.tsx";
import { JobTimes } from "#components/jobs/job-times.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { findJob } from "#lib/db/jobs.ts";
import type { Job } from "#lib/schemas/job.ts";

export const dynamic = "force-dynamic";

const readJob = cache(findJob);
const nameOf = (job: Job) => `${job.imageTypeName} · ${job.variant}`;

export async function generateMetadata({ params }: PageProps<"/jobs/[id]">): Promise<Metadata> {
  const job = await readJob((await params).id);
  return { title: job ? nameOf(job) : "Not found" };
}

export default async function JobPage({ params }: PageProps<"/jobs/[id]">) {
  const job = await readJob((await params).id);
  if (!job) notFound();
  return (
    <>
      <PageHeader title={nameOf(job)} back={{ href: "/jobs", label: "Jobs" }} />
      <div className="space-y-4">
        <JobProgress jobId={job.id} />
        <JobTimes initial={job} />
      </div>
    </>
  );
}
