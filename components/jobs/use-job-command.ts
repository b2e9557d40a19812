"use client";

import { useState } from "react";
import { toast } from "sonner";
import { useSWRConfig } from "swr";
import { jobName } from "#components/images/job-name.ts";
import { done, notDone } from "#components/jobs/messages.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { ApiError } from "#lib/api-client.ts";
import { type Job, type JobCommand, type JobSummary, jobSchema } from "#lib/schemas/job.ts";

type List = { jobs: JobSummary[] };

const isJobList = (key: unknown) => typeof key === "string" && /^\/api\/jobs(?:\?|$)/.test(key);

/**
 * One command at a time; all views of the job are updated. Refusals are shown as a toast; `said` is announced to screen
 * readers.
 */
export function useJobCommand(job: JobSummary) {
  const { mutate } = useSWRConfig();
  const [running, setRunning] = useState<JobCommand | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const path = `/api/jobs/${job.id}`;
  const isPartOfJob = (key: unknown) => Array.isArray(key) && String(key[0]).startsWith(`${path}/`);

  /** Shows the answer at once, or fetches the job again. Dependent data is fetched again. */
  function spread(answer?: Job) {
    const inList = (list: List | undefined) =>
      list && answer ? { ...list, jobs: list.jobs.map((row) => (row.id === answer.id ? answer : row)) } : list;
    void (answer ? mutate(path, answer, { revalidate: false }) : mutate(path));
    void mutate<List>(isJobList, inList);
    void mutate(isPartOfJob, undefined);
  }

  async function run(command: JobCommand) {
    if (running !== null) return;
    setRunning(command);
    try {
      spread(await sendOnce(`${path}/${command}`, jobSchema, {}));
      setSaid(done(command, jobName(job)));
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      toast.error(`${notDone(command, jobName(job))} ${failure.message}`);
      spread();
    } finally {
      setRunning(null);
    }
  }
  return { run, running, said };
}
