import { expect, vi } from "vitest";
import { findJob } from "#lib/db/jobs/read.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

/** Use a longer `timeoutMs` for jobs with many attempts, which wait between two. */
export async function finishedJob(jobId: string, timeoutMs = 45_000): Promise<Job> {
  return vi.waitFor(
    async () => {
      const job = await findJob(jobId);
      expect(job && isFinished(job)).toBe(true);
      if (!job) throw new Error("The job is gone.");
      return job;
    },
    { timeout: timeoutMs, interval: 200 },
  );
}
