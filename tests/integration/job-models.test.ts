import { expect, test, vi } from "vitest";
import { POST as continueWith } from "#app/api/jobs/[id]/continue/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { beat } from "#lib/db/workers.ts";
import { env } from "#lib/env.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { regenerateImage } from "#lib/review/versions.ts";
import { type Job, jobSchema } from "#lib/schemas/job.ts";
import { failUnmatched } from "#lib/upkeep/fail-unmatched.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply } from "#tests/support/gemini-stub.ts";
import { answer, context, jsonRequest, problem } from "#tests/support/request.ts";
import { waitingMessages } from "#tests/support/waiting-messages.ts";

const { stub, stopWorker, restartWorker } = await useEngine({ timeoutMs: 20_000 });

const SOON = { timeout: 15_000 };
const TITLES = ["A", "B", "C"];
const DEMO = { GEMINI_API_KEY: undefined };
const PAID = { GEMINI_API_KEY: "test-key" };

const send = (id: string, body: unknown) => continueWith(jsonRequest("/", body), context({ id }));
const continued = async (id: string, model: string): Promise<Job> => answer(await send(id, { model }), 200, jobSchema);
const modelsOf = async (jobId: string) => [...(await imagesByTitle(jobId)).values()].map(({ model }) => model);
const modelsCalled = () => [...new Set(stub.calls.map(({ path }) => /models\/([^:]+)/.exec(path)?.[1]))];

/** A job that was started under these settings, of which no image was made yet. */
async function jobUnder(settings: Parameters<typeof restartWorker>[0]): Promise<string> {
  await stopWorker();
  Object.assign(env(), settings);
  return startJob(TITLES);
}

test("a demo job waits once a key is set, and spends nothing until it is continued with a model", async () => {
  const jobId = await jobUnder(DEMO);
  await restartWorker(PAID);
  expect(await findJob(jobId)).toMatchObject({ model: "demo", waitingReason: "MODEL_MISMATCH", waitingUntil: null });
  // The worker is at work: what belongs to it is made meanwhile.
  await finishedJob(await startJob(["D"]));
  expect(stub.calls).toHaveLength(1);
  expect(await findJob(jobId)).toMatchObject({ completedImages: 0, waitingReason: "MODEL_MISMATCH" });

  const model = "gemini-3-pro-image";
  expect(await continued(jobId, model)).toMatchObject({ model, waitingReason: null });
  expect(await finishedJob(jobId)).toMatchObject({ model, completedImages: 3 });
  expect(stub.calls).toHaveLength(4);
  expect(await modelsOf(jobId)).toEqual([model, model, model]);
});

test("a worker without a key fills no paid job with drawings", async () => {
  const jobId = await jobUnder(PAID);
  await restartWorker(DEMO);
  expect(await findJob(jobId)).toMatchObject({ model: "gemini-3-pro-image", waitingReason: "MODEL_MISMATCH" });
  await finishedJob(await startJob(["D"]));
  expect(await findJob(jobId)).toMatchObject({ completedImages: 0 });
  await continued(jobId, "demo");
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 3 });
  expect(await modelsOf(jobId)).toEqual(["demo", "demo", "demo"]);
  expect(stub.calls).toEqual([]);
});

test("a message that lies in the other workers' queue is sent to theirs", async () => {
  const jobId = await jobUnder(PAID);
  await db.generationJob.update({ where: { id: jobId }, data: { model: "demo" } });
  await restartWorker(PAID);
  await vi.waitFor(async () => expect(await waitingMessages("generate-demo-image")).toBe(3), SOON);
  expect(await waitingMessages("generate-image")).toBe(0);
  expect(stub.calls).toEqual([]);
  await restartWorker(DEMO);
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 3 });
});

test("a worker calls the job's model, whatever is the default of new jobs by then", async () => {
  const jobId = await jobUnder({ GEMINI_IMAGE_MODEL: "gemini-old-image" });
  await restartWorker({ GEMINI_IMAGE_MODEL: "gemini-new-image" });
  await finishedJob(jobId);
  expect(modelsCalled()).toEqual(["gemini-old-image"]);
  expect(await modelsOf(jobId)).toEqual(Array(3).fill("gemini-old-image"));
});

test("a job whose model is gone continues with another one; each image names the model that made it", async () => {
  stub.reply = ({ path, prompt }) => (path.includes("gemini-3-pro") && prompt !== "A" ? errorReply(404) : drawReply());
  const jobId = await startJob(TITLES);
  expect(await finishedJob(jobId)).toMatchObject({ status: "FAILED", stopCode: "MODEL_GONE", completedImages: 1 });
  await continued(jobId, "gemini-nano-banana-2.1");
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 3, stopCode: null });
  expect(await modelsOf(jobId)).toEqual(["gemini-3-pro-image", "gemini-nano-banana-2.1", "gemini-nano-banana-2.1"]);
});

test("refuses a model that no worker may call, one that is none, and a job that is over", async () => {
  const jobId = await startJob(["A"]);
  const { detail, errors } = await problem(await send(jobId, { model: "demo" }), 422);
  expect([detail, errors?.[0]?.path]).toEqual(["No running worker is in demo mode.", "model"]);
  await problem(await send(jobId, { model: "no/model" }), 400);
  await problem(await send("unknown", { model: "gemini-3-pro-image" }), 404);
  await finishedJob(jobId);
  await problem(await send(jobId, { model: "gemini-3-pro-image" }), 409);
});

test("a version without a job that no worker's model makes fails after an hour", async () => {
  const jobId = await startJob(["A"]);
  await finishedJob(jobId);
  const made = (await imagesByTitle(jobId)).get("A");
  await stopWorker();
  Object.assign(env(), PAID);
  const version = await regenerateImage(made?.id ?? "", { note: "Brighter", from: "source" }, null);
  await restartWorker(DEMO);
  expect(await failUnmatched()).toBe(0);
  const where = { id: version?.id ?? "" };
  await db.generationTask.update({ where, data: { createdAt: new Date(Date.now() - 3_600_001) } });
  expect(await failUnmatched()).toBe(1);
  expect(await db.generationTask.findUnique({ where })).toMatchObject({
    status: "FAILED",
    errorCode: "MODEL_MISMATCH",
  });
  expect(await waitingMessages("generate-image")).toBe(0);
});

test("a process that only serves pages takes the model from the workers, and knows when there is none", async () => {
  await stopWorker();
  Object.assign(env(), { WORKER: "off", ...DEMO });
  expect(await currentModel()).toMatchObject({ generator: "demo", hasWorker: false });
  await beat({ id: "w1", generator: "gemini", model: "gemini-new-image", account: "a" });
  expect(await currentModel()).toMatchObject({ generator: "gemini", model: "gemini-new-image", hasWorker: true });
  const jobId = await startJob(["A"]);
  expect(await findJob(jobId)).toMatchObject({ model: "gemini-new-image", waitingReason: null });
  await db.$executeRaw`UPDATE "WorkerProcess" SET "seenAt" = clock_timestamp() - interval '1 minute'`;
  expect(await currentModel()).toMatchObject({ hasWorker: false });
});
