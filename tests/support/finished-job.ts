import { expect, vi } from "vitest";
import { findJob } from "#lib/db/jobs.ts";
import { isFinished, type Job } from "#lib/schemas/job.ts";

/** The job, once it has ended. */
export async function finishedJob(jobId: string): Promise<Job> {
  return vi.waitFor(
    async () => {
      const job = await findJob(jobId);
      expect(job && isFinished(job)).toBe(true);
      if (!job) throw new Error("The job is gone.");
      return job;
    },
    { timeout: 45_000, interval: 100 },
  );
}
