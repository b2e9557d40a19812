import { expect, test, vi } from "vitest";
import { db } from "#lib/db/client.ts";
import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import { listAttempts } from "#lib/db/images/attempt-list.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { accountOf } from "#lib/generation/account.ts";
import { imageRows } from "#lib/generation/image-rows.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { startWorker } from "#lib/worker.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";

const MAX_ATTEMPTS = 2;
const { stub, stopWorker } = await useEngine({ concurrency: 4, timeoutMs: 20_000, maxAttempts: MAX_ATTEMPTS });

const caller = { queue: "generate-image" as const, account: accountOf() };
const SOON = { timeout: 20_000 };
const never = async () => ({ ...(await drawReply()), delayMs: 60_000 });

async function attemptsOf(jobId: string) {
  const select = { code: true, called: true, counted: true, round: true, claim: true };
  return db.generationAttempt.findMany({ where: { jobId }, orderBy: { id: "asc" }, select });
}

async function imageOf(jobId: string) {
  const image = (await imagesByTitle(jobId)).get("A");
  if (!image) throw new Error("The job has no image.");
  return image;
}

const heldBy = (id: string | null) => ({ delivery: () => ({ id: id ?? "", retryCount: 0 }), keepWith: () => {} });

/** Claims a job's image as a worker does that then writes the attempt of its call. */
async function claimAndCall(jobId: string) {
  const { id, messageId } = await imageOf(jobId);
  const rows = imageRows(id, heldBy(messageId), caller);
  const image = await rows.claim();
  if (!image) throw new Error("There is nothing to claim.");
  expect(await rows.beginCall(image, 5)).toEqual({ may: "call", hold: null });
  return { rows, image };
}

const usage = { promptTokens: 10, outputTokens: 20, imageTokens: 15, thoughtsTokens: 5 };
const answered = { usage, modelVersion: "stub-1", tier: null };
const bill = { usage, tier: null, costMicros: 1_940 };
const made = { code: "COMPLETED", message: null, counted: answered, callMs: 1_000, bill };
const stored = ({ id }: ClaimedImage) => ({
  storageKey: generatedKey(id),
  mimeType: "image/png",
  width: 9,
  height: 9,
  bytes: 9,
  sha256: id,
});

test("six clean stops during a call: each call is recorded, and the round ends at the limit plus 3", async () => {
  stub.reply = never;
  await stopWorker();
  const jobId = await startJob(["A"]);
  for (let stops = 1; stops <= 6; stops += 1) {
    const worker = await startWorker();
    await vi.waitFor(async () => {
      const ended = (await findJob(jobId))?.status === "FAILED";
      expect(ended || stub.calls.length === stops).toBe(true);
    }, SOON);
    await worker.stop();
  }
  expect(stub.calls).toHaveLength(MAX_ATTEMPTS + 3);
  const calls = (await attemptsOf(jobId)).filter(({ called }) => called);
  expect(calls.map(({ code, counted }) => [code, counted])).toEqual(Array(MAX_ATTEMPTS + 3).fill(["STOPPED", false]));
  expect(await finishedJob(jobId)).toMatchObject({ status: "FAILED", errorLog: [{ code: "STOPPED" }] });
  const { attempts } = await listAttempts(jobId, { limit: 10 });
  expect(attempts.filter(({ maybeBilled }) => maybeBilled)).toHaveLength(MAX_ATTEMPTS + 3);
});

test("a retry begins a new round with calls of its own", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  const { id } = await imageOf(jobId);
  const spent = Array.from({ length: MAX_ATTEMPTS + 3 }, (_, index) => ({ claim: -1 - index, code: "CRASHED" }));
  const facts = { imageId: id, jobId, round: 0, called: true, counted: false, startedAt: new Date() };
  await db.generationAttempt.createMany({ data: spent.map((attempt) => ({ ...facts, ...attempt })) });
  const worker = await startWorker();
  expect(await finishedJob(jobId)).toMatchObject({ status: "FAILED", errorLog: [{ code: "STOPPED" }] });
  expect(stub.calls).toHaveLength(0);
  await commandJob(jobId, "retry-failed");
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED" });
  await worker.stop();
});

test("a call whose process died is recorded as CRASHED by the next claim, and blames no image", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  await claimAndCall(jobId);
  expect(await attemptsOf(jobId)).toEqual([{ code: null, called: true, counted: false, round: 0, claim: 1 }]);
  expect((await listAttempts(jobId, { limit: 10 })).attempts).toEqual([]);
  const worker = await startWorker();
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
  const attempts = await attemptsOf(jobId);
  expect(attempts.map(({ code, counted }) => [code, counted])).toEqual([
    ["CRASHED", false],
    ["COMPLETED", true],
  ]);
  expect(await imageOf(jobId)).toMatchObject({ crashes: 0, attempts: 1 });
  await worker.stop();
});

test("an answer that comes after a cancel is recorded with its cost, and the image stays cancelled", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  const { rows, image } = await claimAndCall(jobId);
  await commandJob(jobId, "cancel");
  await rows.end(image, { kind: "complete", stored: stored(image), measured: null, end: made });
  await rows.end(image, { kind: "complete", stored: stored(image), measured: null, end: made });
  expect(await imageOf(jobId)).toMatchObject({ status: "CANCELLED", attempts: 1, outputTokens: 20 });
  expect(await db.generatedImage.count()).toBe(0);
  expect(await attemptsOf(jobId)).toMatchObject([{ code: "COMPLETED", counted: true }]);
});

test("a worker that was taken for dead writes the end of its call over CRASHED", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  const first = await claimAndCall(jobId);
  await claimAndCall(jobId);
  expect(await attemptsOf(jobId)).toMatchObject([{ code: "CRASHED" }, { code: null }]);
  await first.rows.end(first.image, { kind: "retry", end: { ...made, code: "NO_IMAGE" }, delayMs: 0 });
  expect(await attemptsOf(jobId)).toMatchObject([{ code: "NO_IMAGE", counted: true }, { code: null }]);
  expect(await imageOf(jobId)).toMatchObject({ status: "GENERATING", claims: 2, attempts: 1 });
});

test("makes no call for an image that was cancelled since its claim", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  const { id, messageId } = await imageOf(jobId);
  const rows = imageRows(id, heldBy(messageId), caller);
  const image = await rows.claim();
  await commandJob(jobId, "cancel");
  expect(image && (await rows.beginCall(image, 5))).toEqual({ may: "lost", hold: null });
  expect(await attemptsOf(jobId)).toEqual([]);
});

test("a call cut off by a cancel may be billed", async () => {
  stub.reply = never;
  const jobId = await startJob(["A"]);
  await vi.waitFor(() => expect(stub.calls).toHaveLength(1), SOON);
  await commandJob(jobId, "cancel");
  await vi.waitFor(async () => {
    const { attempts } = await listAttempts(jobId, { limit: 10 });
    expect(attempts).toMatchObject([{ code: "STOPPED", called: true, maybeBilled: true, counted: false }]);
  }, SOON);
});

test("a picture that is in the store is used before any call: a restored database pays nothing again", async () => {
  await stopWorker();
  const jobId = await startJob(["A"]);
  const { id, sourceImageId } = await imageOf(jobId);
  await store().put(generatedKey(id), await drawPicture({ format: "png" }), "image/png");
  const source = await db.sourceImage.findUniqueOrThrow({ where: { id: sourceImageId ?? "" } });
  await store().remove(source.storageKey);
  const worker = await startWorker();
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
  expect(stub.calls).toHaveLength(0);
  expect(await attemptsOf(jobId)).toMatchObject([{ code: "COMPLETED", called: false, counted: false }]);
  await worker.stop();
});

test("a refused key that is answered after the retry says nothing about the job", async () => {
  const titles = Array.from({ length: 12 }, (_, index) => `Mug ${index}`);
  await stopWorker();
  const jobId = await startJob(titles);
  const rows = [...(await imagesByTitle(jobId)).values()].slice(0, 2);
  const late = await Promise.all(
    rows.map(async ({ id, messageId }) => {
      const claims = imageRows(id, heldBy(messageId), caller);
      const image = await claims.claim();
      if (!image) throw new Error("There is nothing to claim.");
      await claims.beginCall(image, 5);
      const end = { code: "INVALID_KEY", message: "No.", counted: null, callMs: 1, bill: null };
      return () => claims.end(image, { kind: "fail", end, stopsJob: true });
    }),
  );
  await late[0]?.();
  expect(await findJob(jobId)).toMatchObject({ status: "FAILED", stopCode: "INVALID_KEY" });
  await commandJob(jobId, "retry-failed");
  await late[1]?.();
  expect(await findJob(jobId)).toMatchObject({ status: "PROCESSING", stopCode: null });
  const worker = await startWorker();
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 12, stopCode: null });
  await worker.stop();
});
