import { expect, test, vi } from "vitest";
import { findJob } from "#lib/db/jobs/read.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply } from "#tests/support/gemini-stub.ts";

const { stub, restartWorker } = await useEngine({ timeoutMs: 20_000 });

const SOON = { timeout: 30_000 };
const titles = (count: number) => Array.from({ length: count }, (_, index) => `Mug ${index}`);

function paused(jobId: string) {
  return vi.waitFor(async () => {
    const job = await findJob(jobId);
    expect(job?.status).toBe("PAUSED");
    return job;
  }, SOON);
}

test("20 answers in a row that were probably billed and hold no image pause the job; a resume counts from nothing", async () => {
  stub.reply = (_call, index) => finishReply(index % 2 ? "IMAGE_SAFETY" : "PROHIBITED_CONTENT");
  const jobId = await startJob(titles(50));
  const job = await paused(jobId);
  expect(stub.calls).toHaveLength(20);
  expect(job).toMatchObject({ pausedReason: "FAILING", failedImages: 20, cancelledImages: 0, finishedAt: null });
  expect(job?.pausedMessage).toContain(
    "20 answers in a row made no image and were probably billed: Blocked by safety (20).",
  );
  expect(job?.pausedMessage).toContain("Change the prompt or the photo.");
  expect(await commandJob(jobId, "resume")).toMatchObject({ status: "PROCESSING", pausedReason: null });
  expect(await paused(jobId)).toMatchObject({ failedImages: 40 });
  expect(stub.calls).toHaveLength(40);
  stub.reply = drawReply;
  await commandJob(jobId, "resume");
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 10, pausedReason: null });
});

test("an image in between starts the count again; failures that cost nothing neither count nor do", async () => {
  stub.reply = ({ prompt }, index) => {
    if (prompt === "Mug 19") return drawReply();
    return index % 4 === 3 ? errorReply(400) : finishReply("IMAGE_SAFETY");
  };
  const jobId = await startJob(titles(44));
  // 15 blocked before the image, 18 after it: never 20 in a row.
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1, failedImages: 43 });
  expect(stub.calls).toHaveLength(44);
});

test("a job whose first three images all time out is paused after six calls", async () => {
  // Each has its second call at once: in the time that it waits as a rule the next images would have their first.
  const random = vi.spyOn(Math, "random").mockReturnValue(0);
  await restartWorker({ GEMINI_TIMEOUT_MS: 300 });
  stub.reply = async () => ({ ...(await drawReply()), delayMs: 5_000 });
  const jobId = await startJob(titles(40));
  const job = await paused(jobId);
  expect(job).toMatchObject({ pausedReason: "TIMEOUTS", failedImages: 3 });
  expect(job?.pausedMessage).toContain("took longer than 0.3 s");
  expect(job?.pausedMessage).toContain("Raise GEMINI_TIMEOUT_MS");
  expect(stub.calls).toHaveLength(6);
  random.mockRestore();
  await restartWorker({ GEMINI_TIMEOUT_MS: 20_000 });
  stub.reply = drawReply;
  await commandJob(jobId, "resume");
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 37, failedImages: 3 });
});

test("a person who pauses is the reason of it", async () => {
  stub.reply = async () => ({ ...(await drawReply()), delayMs: 200 });
  const jobId = await startJob(titles(3));
  expect(await commandJob(jobId, "pause")).toMatchObject({ pausedReason: "PERSON", pausedMessage: null });
  await commandJob(jobId, "cancel");
  expect(await findJob(jobId)).toMatchObject({ status: "CANCELLED", pausedReason: null });
  expect((await imagesByTitle(jobId)).size).toBe(3);
});
