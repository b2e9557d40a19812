import { ListChecks, Sparkles } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { JobList } from "#components/jobs/job-list.tsx";
import { jobStatusWord } from "#components/jobs/job-status-badge.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { page } from "#lib/auth/page.ts";
import { listJobs } from "#lib/db/jobs/read.ts";
import { AppError } from "#lib/errors.ts";
import { type JobStatus, jobStatusSchema } from "#lib/schemas/job.ts";

export const metadata: Metadata = { title: "Jobs" };
export const dynamic = "force-dynamic";

const LIMIT = 50;
const STATUSES = jobStatusSchema.options;
const jobsParams = { status: parseAsStringLiteral(STATUSES), cursor: parseAsString };
const loadParams = createLoader(jobsParams);
const serialize = createSerializer(jobsParams);

const listHref = (status: JobStatus | null, cursor: string | null = null) => serialize("/jobs", { status, cursor });

async function readJobs(status: JobStatus | null, cursor: string | null) {
  try {
    return await listJobs({ status: status ?? undefined, cursor: cursor ?? undefined, limit: LIMIT });
  } catch (error) {
    if (error instanceof AppError && cursor) redirect(listHref(status));
    throw error;
  }
}

function NoJobs({ status }: { status: JobStatus | null }) {
  const text = "A job generates one image per product. Select products on the dashboard, then choose Bulk Generate.";
  return (
    <EmptyState
      icon={<ListChecks className="size-6" aria-hidden />}
      title={status ? `No ${jobStatusWord(status).toLowerCase()} jobs` : "No jobs yet"}
      text={status ? undefined : text}
      action={
        status ? (
          <ButtonLink href="/jobs">Show all jobs</ButtonLink>
        ) : (
          <Can do="spend">
            <ButtonLink href="/dashboard" variant="primary">
              <Sparkles className="size-4" aria-hidden />
              Select products
            </ButtonLink>
          </Can>
        )
      }
    />
  );
}

export default page("read", async function JobsPage({ searchParams }: PageProps<"/jobs">) {
  const { status, cursor } = await loadParams(searchParams);
  const found = await readJobs(status, cursor);
  const path = serialize("/api/jobs", { status, cursor });
  const options = [null, ...STATUSES].map((option) => ({
    href: listHref(option),
    text: option ? jobStatusWord(option) : "All",
    current: option === status,
  }));
  return (
    <>
      <PageHeader title="Jobs" description="The images of each run of Bulk Generate, newest run first." />
      <div className="space-y-3">
        <FilterLinks label="Jobs by state" options={options} />
        <section aria-label="Jobs" className="overflow-hidden rounded-lg border bg-surface">
          {found.jobs.length > 0 ? (
            <JobList key={path} label="Jobs" path={path} initial={found} />
          ) : (
            <NoJobs status={status} />
          )}
        </section>
        <Pager
          previousLabel="First page"
          previous={cursor ? listHref(status) : null}
          next={found.nextCursor && listHref(status, found.nextCursor)}
        />
      </div>
    </>
  );
});
