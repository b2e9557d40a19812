"use client";

import useSWR from "swr";
import { JobRow } from "#components/jobs/job-row.tsx";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { Jobs, jobsSchema } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

type Answer = Jobs & { fetchedAt: number | null };

const load = async (path: string): Promise<Answer> => ({
  ...(await api<typeof jobsSchema>(path)),
  fetchedAt: Date.now(),
});

type JobListProps = {
  label: string;
  /** `/api/jobs?limit=5` */
  path: string;
  initial: Jobs;
};

export function JobList({ label, path, initial }: JobListProps) {
  const sent: Answer = { ...initial, fetchedAt: null };
  const { data, error } = useSWR<Answer, ApiError>(path, load, {
    fallbackData: sent,
    refreshInterval: pollWhile((answer) => !answer.jobs.every(isFinished), POLL_MS.job, {
      otherwise: POLL_MS.idleList,
      initial: sent,
    }),
  });
  const { jobs, fetchedAt } = data ?? sent;
  return (
    <>
      {error && (
        <p role="alert" className="border-b bg-bad-soft px-3 py-2 text-bad">
          These numbers may be out of date. {error.message}
        </p>
      )}
      {jobs.length === 0 && <p className="px-3 py-4 text-muted">No jobs are in this state now.</p>}
      <ul aria-label={label}>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} fetchedAt={fetchedAt} />
        ))}
      </ul>
    </>
  );
}
