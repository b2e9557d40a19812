import { setTimeout as sleep } from "node:timers/promises";
import { isFinished, type Job, jobSchema } from "#lib/schemas/job.ts";
import { fetchJson } from "#tests/support/app-client.ts";

const POLL_MS = 500;
const LONGEST_MS = 15 * 60_000;

/** The job once it has ended; answers that fail while a server is away are asked again. */
export async function endOfJob(app: string, jobId: string): Promise<Job> {
  const deadline = Date.now() + LONGEST_MS;
  while (Date.now() < deadline) {
    const job = await fetchJson(jobSchema, `${app}/api/jobs/${jobId}`).catch(() => null);
    if (job && isFinished(job)) return job;
    await sleep(POLL_MS);
  }
  throw new Error("The job has not ended after 15 minutes.");
}
