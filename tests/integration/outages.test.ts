import { expect, test, vi } from "vitest";
import { POST as generateOne } from "#app/api/images/generate/route.ts";
import { db } from "#lib/db/client.ts";
import { listAttempts } from "#lib/db/images/attempt-list.ts";
import { findHolds } from "#lib/db/jobs/holds.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { regenerateImage } from "#lib/review/versions.ts";
import { freePort } from "#tests/support/app-process.ts";
import { endHold } from "#tests/support/end-hold.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, type RecordedCall, type Reply } from "#tests/support/gemini-stub.ts";
import { jsonRequest, problem } from "#tests/support/request.ts";

const { stub, restartWorker } = await useEngine({ concurrency: 4 });

const DAY_MS = 86_400_000;
const SOON = { timeout: 15_000 };
const titles = (count: number) => Array.from({ length: count }, (_, index) => `Mug ${index}`);

async function attemptsOf(jobId: string): Promise<number[]> {
  return [...(await imagesByTitle(jobId)).values()].map(({ attempts }) => attempts);
}

/** Waits until the job is held for this reason, for the given time in a row. */
function held(jobId: string, waitingReason: string, holdsInARow = 1) {
  return vi.waitFor(async () => {
    expect(await db.hold.findFirst()).toMatchObject({ holdsInARow });
    const job = await findJob(jobId);
    expect(job).toMatchObject({ status: "PROCESSING", waitingReason });
    return job;
  }, SOON);
}

/** A worker whose calls find nobody who listens. */
async function cutOff(): Promise<void> {
  await restartWorker({ GEMINI_BASE_URL: `http://127.0.0.1:${await freePort()}` });
}

test("without a connection the whole fleet is held at once, with the cause, and no attempt is used up", async () => {
  await cutOff();
  const jobId = await startJob(titles(20));
  const job = await held(jobId, "UNREACHABLE");
  expect(job?.waitingMessage).toMatch(
    /^Couldn't connect to Gemini: 127\.0\.0\.1:\d+ refused the connection \(ECONNREFUSED\): check GEMINI_/,
  );
  // Those that were in flight fail one after the other: the last of them is the one that lets another go first.
  await vi.waitFor(async () => expect(await db.generationAttempt.count({ where: { code: null } })).toBe(0), SOON);
  // As many as there were in flight at most.
  expect((await listAttempts(jobId, { limit: 50 })).attempts.length).toBeLessThanOrEqual(4);
  const before = await db.hold.findFirstOrThrow();
  expect(before.until.getTime() - before.since.getTime()).toBeGreaterThan(4_900);
  // Not so long ago that the same image may go first again.
  await endHold(0);
  await held(jobId, "UNREACHABLE", 2);
  const after = await db.hold.findFirstOrThrow();
  // Another image went first, and the wait has doubled.
  expect(after.lastImageId).not.toBe(before.lastImageId);
  expect(after.until.getTime() - Date.now()).toBeGreaterThan(8_000);
  expect(await attemptsOf(jobId)).toEqual(Array(20).fill(0));
  expect((await listAttempts(jobId, { limit: 50 })).attempts.every(({ counted }) => !counted)).toBe(true);
});

test("a line that is down for a while fails no image", async () => {
  let isDown = true;
  stub.reply = () => (isDown ? { hangUp: true } : drawReply());
  const jobId = await startJob(titles(30));
  await held(jobId, "NETWORK");
  await vi.waitFor(() => expect(stub.openCalls).toBe(0), SOON);
  const calls = stub.calls.length;
  // 10 in a row, and what was in flight then.
  expect(calls).toBeGreaterThanOrEqual(10);
  expect(calls).toBeLessThanOrEqual(14);
  await endHold();
  await held(jobId, "NETWORK", 2);
  expect(stub.calls).toHaveLength(calls + 1);
  isDown = false;
  await endHold();
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 30, failedImages: 0 });
  expect(stub.calls).toHaveLength(calls + 31);
});

test("the call that goes first during an outage uses up no attempt, and the others wait for its answer", async () => {
  let reply: (call: RecordedCall) => Reply | Promise<Reply> = () => errorReply(503);
  stub.reply = (call) => reply(call);
  const jobId = await startJob(titles(12));
  await held(jobId, "OVERLOADED");
  const used = async () => (await attemptsOf(jobId)).reduce((sum, attempts) => sum + attempts, 0);
  await vi.waitFor(async () => expect([stub.openCalls, await used()]).toEqual([0, stub.calls.length]), SOON);
  const before = await used();
  await endHold();
  await held(jobId, "OVERLOADED", 2);
  expect(await used()).toBe(before);
  expect(stub.calls).toHaveLength(before + 1);

  const calls = stub.calls.length;
  reply = async () => ({ ...(await drawReply()), delayMs: stub.calls.length === calls + 1 ? 1_500 : 0 });
  await endHold();
  await vi.waitFor(() => expect(stub.openCalls).toBe(1), SOON);
  expect(await findJob(jobId)).toMatchObject({ waitingReason: "OVERLOADED" });
  await finishedJob(jobId);
  const [first, second] = stub.calls.slice(calls);
  expect([first?.open, second?.open]).toEqual([1, 1]);
});

test("answers in between are no outage: an image that fails while others are made uses up its attempts", async () => {
  await restartWorker({ GENERATION_CONCURRENCY: 1 });
  const failed = new Set<string>();
  stub.reply = ({ prompt }) => {
    const fails = prompt === "Bad" || (/[13579]$/.test(prompt) && !failed.has(prompt));
    failed.add(prompt);
    return fails ? errorReply(503) : drawReply();
  };
  const jobId = await startJob(["Bad", ...titles(24)]);
  const job = await finishedJob(jobId);
  expect(job.errorLog).toMatchObject([{ title: "Bad", code: "OVERLOADED" }]);
  expect((await imagesByTitle(jobId)).get("Bad")).toMatchObject({ attempts: 5 });
  expect(await findHolds()).toEqual([]);
});

test("the single route starts nothing during an outage: 503 with Retry-After and the cause", async () => {
  await cutOff();
  await held(await startJob(["Mug"]), "UNREACHABLE");
  const body = { productId: await makeProduct({ photos: ["MAIN"] }), imageTypeId: await makeImageType() };
  const response = await generateOne(jsonRequest("/api/images/generate", body), {});
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await problem(response, 503)).toMatchObject({
    code: "UNREACHABLE",
    detail: expect.stringContaining("ECONNREFUSED"),
  });
  expect(await db.generationJob.count()).toBe(1);
  // Once its time is over, a single image may be the one that finds out.
  await restartWorker({ GEMINI_BASE_URL: stub.url });
  await db.generationJob.deleteMany();
  await endHold();
  expect((await generateOne(jsonRequest("/api/images/generate", body), {})).status).toBe(201);
});

test("after a day without an answer jobs are paused, images without a job fail, and a resume calls again", async () => {
  const madeId = await startJob(["Made"]);
  await finishedJob(madeId);
  const made = (await imagesByTitle(madeId)).get("Made");
  await cutOff();
  const jobId = await startJob(titles(3));
  await held(jobId, "UNREACHABLE");
  const version = await regenerateImage(made?.id ?? "", { note: "Brighter", from: "source" }, null);
  await db.hold.updateMany({ data: { since: new Date(Date.now() - DAY_MS) } });
  await endHold();
  const job = await vi.waitFor(async () => {
    const found = await findJob(jobId);
    expect(found).toMatchObject({ status: "PAUSED", pausedReason: "UNREACHABLE", failedImages: 0 });
    return found;
  }, SOON);
  expect(job?.pausedMessage).toContain("Google has been unreachable for a day.");
  expect(job?.pausedMessage).toContain("ECONNREFUSED");
  const failed = async () => db.generationTask.findUnique({ where: { id: version?.id ?? "" } });
  await vi.waitFor(
    async () => expect(await failed()).toMatchObject({ status: "FAILED", errorCode: "UNREACHABLE" }),
    SOON,
  );

  await restartWorker({ GEMINI_BASE_URL: stub.url });
  expect(await commandJob(jobId, "resume")).toMatchObject({
    status: "PROCESSING",
    pausedReason: null,
    pausedMessage: null,
  });
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 3 });
});
