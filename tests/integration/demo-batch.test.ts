import { afterAll, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { startWorker } from "#lib/worker.ts";
import { useDatabase } from "#tests/support/app.ts";
import { startJob } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";

process.env.GEMINI_BATCH_POLL_SECONDS = "1";
useDatabase();
let stop = async () => {};
afterAll(() => stop());

test("demo mode plays an overnight job, with pretended costs of a batch", async () => {
  const worker = await startWorker();
  stop = () => worker.stop();
  const jobId = await startJob(["Lamp", "Cup"], { tier: "batch" });
  expect(await finishedJob(jobId, 60_000)).toMatchObject({ completedImages: 2, model: "demo" });
  const calls = await db.generationAttempt.findMany({ where: { jobId } });
  expect(calls).toMatchObject([
    { tier: "batch", code: "COMPLETED" },
    { tier: "batch", code: "COMPLETED" },
  ]);
  expect(await db.batch.findMany()).toMatchObject([{ state: "FETCHED", images: 2 }]);
});
