import { expect, test } from "vitest";
import { POST as start } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { AppError } from "#lib/errors.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { JOB_COMMANDS, type JobCommand } from "#lib/schemas/job-state.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { jsonRequest } from "#tests/support/request.ts";

const { stub } = await useEngine({ concurrency: 2 });

test("100 times the same click at once, with one key, is one job", async () => {
  const productIds = [await makeProduct({ photos: ["PT01"] }), await makeProduct({ photos: ["PT01"] })];
  const body = { productIds, variant: "PT01", imageTypeId: await makeImageType() };
  const headers = { "idempotency-key": "one click" };
  const answers = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const response = await start(jsonRequest("/", body, { headers }), {});
      return `${response.status} ${await response.text()}`;
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^201 /);
  const jobs = await db.generationJob.findMany({ select: { id: true } });
  expect(jobs).toHaveLength(1);
  expect(await finishedJob(jobs[0]?.id ?? "")).toMatchObject({ completedImages: 2 });
  expect(stub.calls).toHaveLength(2);
});

/** Gives the command; true where it was taken, false where it made no sense. */
async function given(jobId: string, command: JobCommand): Promise<boolean> {
  try {
    await commandJob(jobId, command);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return false;
    throw error;
  }
}

async function expectCountersToEqualRows(jobId: string): Promise<void> {
  const rows = [...(await imagesByTitle(jobId)).values()];
  const inState = (state: string) => rows.filter(({ status }) => status === state).length;
  expect(await findJob(jobId)).toMatchObject({
    totalImages: rows.length,
    completedImages: inState("COMPLETED"),
    failedImages: inState("FAILED"),
    cancelledImages: inState("CANCELLED"),
  });
}

const titles = Array.from({ length: 20 }, (_, index) => `Mug ${index}`);

test("50 cancels and resumes at once leave a job that is cancelled, with counters that equal its rows", async () => {
  stub.reply = async () => ({ ...(await drawReply()), delayMs: 150 });
  const jobId = await startJob(titles);
  await given(jobId, "pause");
  const commands = Array.from({ length: 50 }, (_, index) => given(jobId, index % 2 ? "cancel" : "resume"));
  const taken = await Promise.all(commands);
  expect(taken.filter(Boolean).length).toBeGreaterThanOrEqual(25);
  expect(await finishedJob(jobId)).toMatchObject({ status: "CANCELLED" });
  await expectCountersToEqualRows(jobId);
});

test("80 commands of every kind at once lose nothing: resumed, the job makes each image once", async () => {
  stub.reply = async () => ({ ...(await drawReply()), delayMs: 100 });
  const jobId = await startJob(titles);
  const kinds = JOB_COMMANDS.filter((command) => command !== "cancel");
  await Promise.all(Array.from({ length: 80 }, (_, index) => given(jobId, kinds[index % kinds.length] ?? "pause")));
  await given(jobId, "resume");
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: titles.length });
  await expectCountersToEqualRows(jobId);
  expect(stub.calls).toHaveLength(titles.length);
});
