import { expect, test, vi } from "vitest";
import { POST as cancel } from "#app/api/jobs/[id]/cancel/route.ts";
import { POST as pause } from "#app/api/jobs/[id]/pause/route.ts";
import { POST as resume } from "#app/api/jobs/[id]/resume/route.ts";
import { POST as retryFailed } from "#app/api/jobs/[id]/retry-failed/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { type Job, jobSchema } from "#lib/schemas/job.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { startWorker } from "#lib/worker.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply } from "#tests/support/gemini-stub.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";
import { waitingImages } from "#tests/support/waiting-messages.ts";
import { workerLooks } from "#tests/support/worker-looks.ts";

const { stub, stopWorker } = await useEngine({ timeoutMs: 20_000 });

const COMMANDS = { cancel, pause, resume, retryFailed };
type Command = keyof typeof COMMANDS;

const send = (command: Command, id: string) => COMMANDS[command](request("/", { method: "POST" }), context({ id }));
const given = async (command: Command, id: string): Promise<Job> => answer(await send(command, id), 200, jobSchema);
const calls = (count: number) => vi.waitFor(() => expect(stub.calls).toHaveLength(count), { timeout: 5_000 });

/** Makes every call take so long, by the stub's usual answer. */
function slow(delayMs: number): void {
  stub.reply = async (_call) => ({ ...(await drawReply()), delayMs });
}

test("cancel ends the job at once, aborts the call in flight and removes what waits", async () => {
  slow(15_000);
  const jobId = await startJob(["A", "B", "C"]);
  await calls(1);
  const job = await given("cancel", jobId);
  expect(job).toMatchObject({ status: "CANCELLED", completedImages: 0, cancelledImages: 3, errorLog: [] });
  expect(job.finishedAt).not.toBeNull();
  await vi.waitFor(() => expect(stub.openCalls).toBe(0), { timeout: 5_000 });
  const images = [...(await imagesByTitle(jobId)).values()];
  expect(images.map(({ status, errorCode }) => [status, errorCode])).toEqual(Array(3).fill(["CANCELLED", "CANCELLED"]));
  await workerLooks();
  expect(stub.calls).toHaveLength(1);
  for (const { id } of images) expect(await store().get(generatedKey(id))).toBeNull();
  // What the call may have cost is counted once it has been given up.
  expect(await findJob(jobId)).toEqual({ ...job, cost: expect.anything() });
});

test("pause lets the image in flight finish and starts no other; resume makes the rest", async () => {
  slow(700);
  const jobId = await startJob(["A", "B", "C", "D"]);
  await calls(1);
  expect(await given("pause", jobId)).toMatchObject({ status: "PAUSED" });
  const one = async () => expect(await findJob(jobId)).toMatchObject({ completedImages: 1 });
  await vi.waitFor(one, { timeout: 5_000 });
  await workerLooks();
  expect(stub.calls).toHaveLength(1);
  expect(await findJob(jobId)).toMatchObject({ status: "PAUSED", completedImages: 1, cancelledImages: 0 });
  expect(await given("resume", jobId)).toMatchObject({ status: "PROCESSING" });
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 4 });
  expect(stub.calls).toHaveLength(4);
});

test("an image of a paused job that fails for now waits for the resume", async () => {
  stub.reply = async (_call, index) => (index === 0 ? { ...errorReply(503), delayMs: 500 } : drawReply());
  const jobId = await startJob(["A"]);
  await calls(1);
  await given("pause", jobId);
  await workerLooks();
  expect(stub.calls).toHaveLength(1);
  expect((await imagesByTitle(jobId)).get("A")).toMatchObject({ status: "QUEUED", attempts: 1 });
  await given("resume", jobId);
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED" });
});

test("a job paused before it began is QUEUED again after resume", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  expect(await given("pause", jobId)).toMatchObject({ status: "PAUSED", startedAt: null });
  expect(await given("resume", jobId)).toMatchObject({ status: "QUEUED" });
  await given("cancel", jobId);
});

test("retry-failed retries the failed images only, in the same rows and objects, with attempts from 0", async () => {
  stub.reply = (call) => (call.prompt === "Bad" ? finishReply("IMAGE_SAFETY") : drawReply());
  const jobId = await startJob(["Good", "Bad"]);
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1, failedImages: 1 });
  const before = await imagesByTitle(jobId);

  stub.reply = drawReply;
  const retried = await given("retryFailed", jobId);
  expect(retried).toMatchObject({ failedImages: 0, completedImages: 1, finishedAt: null, errorLog: [] });
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 2, failedImages: 0 });
  const after = await imagesByTitle(jobId);
  expect([...after.values()].map(({ id }) => id)).toEqual([...before.values()].map(({ id }) => id));
  expect(after.get("Bad")).toMatchObject({ status: "COMPLETED", attempts: 1, errorCode: null });
  const { endedAt, attempts, claims } = before.get("Good") ?? {};
  expect(after.get("Good")).toMatchObject({ endedAt, attempts, claims });
  expect(stub.calls.map(({ prompt }) => prompt)).toEqual(["Good", "Bad", "Bad"]);
});

test.each([
  ["401", errorReply(401), "INVALID_KEY"],
  ["403", errorReply(403), "INVALID_KEY"],
  ["404", errorReply(404), "MODEL_GONE"],
  [
    "400 API_KEY_INVALID",
    errorReply(400, "API key not valid.", [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" },
    ]),
    "INVALID_KEY",
  ],
  [
    "400 FAILED_PRECONDITION",
    { status: 400, body: { error: { code: 400, status: "FAILED_PRECONDITION", message: "Enable billing." } } },
    "INVALID_KEY",
  ],
  ["403 leaked key", errorReply(403, "Your API key was reported as leaked. Use another one."), "INVALID_KEY"],
  ["429 free tier", errorReply(429, "Quota exceeded for metric: free_tier_requests, limit: 0"), "BILLING"],
  ["429 spending cap", errorReply(429, "Your project has exceeded its monthly spending cap."), "BILLING"],
])(
  "a %s stops the job at once; retry-failed after the cause is fixed starts all images again",
  async (_name, reply, code) => {
    stub.reply = () => reply;
    const jobId = await startJob(["A", "B", "C", "D"]);
    const stopped = await finishedJob(jobId);
    expect(stopped).toMatchObject({ status: "FAILED", stopCode: code, failedImages: 1, cancelledImages: 3 });
    expect(stopped.errorLog).toEqual([expect.objectContaining({ code })]);
    const images = [...(await imagesByTitle(jobId)).values()];
    expect(images.map(({ status, errorCode }) => [status, errorCode])).toEqual([
      ["FAILED", code],
      ...Array(3).fill(["CANCELLED", code]),
    ]);
    expect(images.slice(1).every(({ attempts, outputTokens }) => attempts === 0 && outputTokens === 0)).toBe(true);
    expect(stub.calls).toHaveLength(1);
    expect(await waitingImages()).toBe(0);

    stub.reply = drawReply;
    expect(await given("retryFailed", jobId)).toMatchObject({ status: "PROCESSING", stopCode: null });
    expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 4, cancelledImages: 0 });
    expect(stub.calls).toHaveLength(5);
  },
);

test("retry-failed is done once for one Idempotency-Key, also after the retry has ended", async () => {
  stub.reply = () => errorReply(403);
  const jobId = await startJob(["A"]);
  await finishedJob(jobId);
  const path = `/api/jobs/${jobId}/retry-failed`;
  const retry = async (key: string) =>
    answer(
      await retryFailed(request(path, { method: "POST", headers: { "idempotency-key": key } }), context({ id: jobId })),
      200,
      jobSchema,
    );
  await retry("click-1");
  await finishedJob(jobId);
  expect(await retry("click-1")).toMatchObject({ status: "FAILED" });
  expect(stub.calls).toHaveLength(2);
  await retry("click-2");
  await finishedJob(jobId);
  expect(stub.calls).toHaveLength(3);
});

test("retry-failed never retries what a person cancelled", async () => {
  stub.reply = async (call) =>
    call.prompt === "Bad" ? finishReply("IMAGE_SAFETY") : { ...(await drawReply()), delayMs: 15_000 };
  const jobId = await startJob(["Bad", "Slow", "Later"]);
  await calls(2);
  expect(await given("cancel", jobId)).toMatchObject({ status: "CANCELLED", failedImages: 1, cancelledImages: 2 });
  stub.reply = drawReply;
  await given("retryFailed", jobId);
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 1, cancelledImages: 2 });
  await problem(await send("retryFailed", jobId), 409);
});

test("a command in effect already is a 200, one that makes no sense a 409, one for an unknown job a 404", async () => {
  slow(10_000);
  const jobId = await startJob(["A", "B"]);
  await calls(1);
  await given("resume", jobId);
  await problem(await send("retryFailed", jobId), 409);
  await given("pause", jobId);
  await given("pause", jobId);
  await problem(await send("retryFailed", jobId), 409);
  await given("cancel", jobId);
  await given("cancel", jobId);
  for (const command of ["pause", "resume", "retryFailed"] as const) await problem(await send(command, jobId), 409);
  for (const command of Object.keys(COMMANDS) as Command[]) await problem(await send(command, "nobody"), 404);
});

test("a finished job can't be cancelled, paused or resumed, and has nothing to retry", async () => {
  const jobId = await startJob(["A"]);
  const job = await finishedJob(jobId);
  for (const command of Object.keys(COMMANDS) as Command[]) await problem(await send(command, jobId), 409);
  expect(await findJob(jobId)).toEqual(job);
});

test("a clean stop hands the image back uncounted, and the next worker makes it", async () => {
  slow(15_000);
  const jobId = await startJob(["A"]);
  await calls(1);
  await stopWorker();
  const image = (await imagesByTitle(jobId)).get("A");
  expect(image).toMatchObject({ status: "QUEUED", attempts: 0, crashes: 0, errorCode: null });
  stub.reply = drawReply;
  const next = await startWorker();
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED" });
  await next.stop();
});

test("an image whose picture ended the process that decodes it three times is CRASHED and not tried again", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  const dead = { status: "GENERATING", crashes: 3 } as const;
  await db.generationTask.updateMany({ where: { jobId }, data: dead });
  const next = await startWorker();
  expect(await finishedJob(jobId)).toMatchObject({ status: "FAILED", errorLog: [{ code: "CRASHED" }] });
  expect(stub.calls).toHaveLength(0);
  await next.stop();
});
