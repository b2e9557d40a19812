"use client";

import { useState } from "react";
import { useSWRConfig } from "swr";
import { jobName } from "#components/images/job-name.ts";
import { done, notDone } from "#components/jobs/messages.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { isJobList, isPartOfJob, jobKey, jobPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import type { Job, JobSummary, jobSchema } from "#lib/schemas/job.ts";
import type { JobCommand } from "#lib/schemas/job-state.ts";

type List = { jobs: JobSummary[] };

const withAnswer = (answer: Job) => (list: List | undefined) =>
  list && { ...list, jobs: list.jobs.map((row) => (row.id === answer.id ? answer : row)) };

/** One at a time. `body`: what a command needs to know. `said`: what a screen reader may be told of the last command. */
export function useJobCommand(job: JobSummary, body: { shot?: number } = {}) {
  const { mutate } = useSWRConfig();
  const [said, setSaid] = useState<string | null>(null);
  const path = jobPath(job.id);
  const isPart = isPartOfJob(job.id);

  async function send(command: JobCommand): Promise<Job> {
    const answer = await sendOnce<typeof jobSchema>(`${path}/${command}`, body);
    void mutate<List>(isJobList, withAnswer(answer), { revalidate: false });
    return answer;
  }
  const { run, running } = useCommand(send, {
    failure: (command) => notDone(command, jobName(job)),
    shows: { key: jobKey(job.id) },
    invalidates: (key) => isJobList(key) || isPart(key),
    onDone: (_answer, command) => setSaid(done(command, jobName(job))),
  });
  return { run, running, said };
}
