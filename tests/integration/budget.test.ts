import { expect, test, vi } from "vitest";
import { PATCH as PATCH_JOB } from "#app/api/jobs/[id]/route.ts";
import { GET as GET_SETTINGS, PATCH as PATCH_SETTINGS } from "#app/api/settings/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { env } from "#lib/env.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { generateSingleImage } from "#lib/generation/single-generation.ts";
import { regenerateImage } from "#lib/review/versions.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { callInFlight, drawReply, type Reply } from "#tests/support/gemini-stub.ts";
import { context, request } from "#tests/support/request.ts";

// A call that a busy machine cuts off keeps its reserve.
const { stub, stopWorker, restartWorker } = await useEngine({ concurrency: 3, timeoutMs: 10_000 });

const LONG = { timeout: 30_000 };
const titles = (count: number) => Array.from({ length: count }, (_, index) => `Mug ${index}`);

/** 0.134 USD for the image, 0.012 for the text: less than what is reserved. */
async function billedImage(): Promise<Reply> {
  const { body } = await drawReply();
  const candidatesTokensDetails = [{ modality: "IMAGE", tokenCount: 1_120 }];
  const usageMetadata = { promptTokenCount: 0, candidatesTokenCount: 2_120, candidatesTokensDetails };
  return { body: { ...Object(body), usageMetadata } };
}
const IMAGE_USD = 0.1464;
/** More than the upper end of an estimate, less than two images. */
const RESERVE_USD = 0.17;

const patching = (body: object) =>
  request("/", { method: "PATCH", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

async function setLimits(limits: object) {
  const answer = await PATCH_SETTINGS(patching(limits), context({}));
  return { status: answer.status, body: await answer.json() };
}

async function limitJob(id: string, budgetUsd: number | null) {
  const answer = await PATCH_JOB(patching({ budgetUsd }), context({ id }));
  expect(answer.status).toBe(200);
  return answer.json();
}

function waitingJob(jobId: string) {
  return vi.waitFor(async () => {
    expect((await findJob(jobId))?.waitingReason).toBe("BUDGET");
    expect(await db.generationTask.count({ where: { jobId, status: "GENERATING" } })).toBe(0);
    const job = await findJob(jobId);
    expect(job?.waitingReason).toBe("BUDGET");
    return job;
  }, LONG);
}

async function spent() {
  const rows = await db.spending.findMany();
  return Object.fromEntries(rows.map(({ key, micros }) => [key, Number(micros) / 1_000_000]));
}

const today = () => new Date().toISOString().slice(0, 10);

test("a job makes no call beyond its budget, says so, and continues once that is raised or removed", async () => {
  stub.reply = billedImage;
  await stopWorker();
  const jobId = await startJob(titles(10));
  expect(await limitJob(jobId, 2 * IMAGE_USD + 0.15)).toMatchObject({ budgetUsd: 0.4428, spentUsd: 0 });
  await restartWorker();
  const job = await waitingJob(jobId);
  expect(stub.calls).toHaveLength(2);
  expect(job).toMatchObject({ status: "PROCESSING", completedImages: 2, spentUsd: 2 * IMAGE_USD, waitingUntil: null });
  expect(job?.waitingMessage).toMatch(
    /^The budget of this job is \$0\.443, of which \$0\.293 is spent or reserved\. The next image may cost \$0\.16\d?\. Raise the job's budget/,
  );
  await limitJob(jobId, 4 * IMAGE_USD + RESERVE_USD);
  await vi.waitFor(() => expect(stub.calls).toHaveLength(5), LONG);
  await waitingJob(jobId);
  expect(stub.calls).toHaveLength(5);
  await limitJob(jobId, null);
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 10, budgetUsd: null, spentUsd: 10 * IMAGE_USD });
  expect(await spent()).toEqual({
    [today()]: 10 * IMAGE_USD,
    [today().slice(0, 7)]: 10 * IMAGE_USD,
    [`job:${jobId}`]: 10 * IMAGE_USD,
  });
});

test("no message of a job that waits is left, and none of its images is claimed", async () => {
  await setLimits({ budgetDayUsd: 0 });
  const jobId = await startJob(titles(4));
  await waitingJob(jobId);
  await vi.waitFor(async () => {
    const left = await db.$queryRaw`SELECT FROM pgboss.job WHERE name = 'generate-image' AND state < 'completed'`;
    expect(left).toHaveLength(0);
  }, LONG);
  const claims = [...(await imagesByTitle(jobId)).values()].map((image) => image.claims);
  expect(claims.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(4);
  expect(stub.calls).toHaveLength(0);
  expect(await db.generationAttempt.count()).toBe(0);
});

test("limits of the day and the month hold for all jobs, and a higher one lets them continue", async () => {
  stub.reply = billedImage;
  await setLimits({ budgetDayUsd: 2 * RESERVE_USD, budgetMonthUsd: 10 });
  const jobs = [await startJob(titles(3)), await startJob(titles(3))];
  const [first] = await Promise.all(jobs.map(waitingJob));
  expect(first?.waitingMessage).toContain("Today's budget (UTC) is $0.34");
  expect(first?.waitingUntil).toMatch(/T00:00:00\.000Z$/);
  expect(stub.calls).toHaveLength(2);
  expect(await (await GET_SETTINGS(request("/"), context({}))).json()).toEqual({
    budgetDayUsd: 0.34,
    budgetMonthUsd: 10,
    spentDayUsd: 2 * IMAGE_USD,
    spentMonthUsd: 2 * IMAGE_USD,
    demo: false,
    model: null,
    editorsApprove: false,
  });
  await setLimits({ budgetDayUsd: 5, budgetMonthUsd: 0.4 });
  await vi.waitFor(async () => expect((await findJob(jobs[0] ?? ""))?.waitingMessage).toContain("This month's"), LONG);
  await setLimits({ budgetMonthUsd: null });
  for (const jobId of jobs) expect(await finishedJob(jobId)).toMatchObject({ completedImages: 3 });
});

test("the limits of the environment are the defaults", async () => {
  Object.assign(env(), { BUDGET_DAY_USD: 7.5, BUDGET_MONTH_USD: 100 });
  expect((await setLimits({ budgetMonthUsd: 50 })).body).toMatchObject({ budgetDayUsd: 7.5, budgetMonthUsd: 50 });
  expect((await setLimits({ budgetMonthUsd: null })).body).toMatchObject({ budgetDayUsd: 7.5, budgetMonthUsd: 100 });
  Object.assign(env(), { BUDGET_DAY_USD: undefined, BUDGET_MONTH_USD: undefined });
  expect((await setLimits({})).body).toMatchObject({ budgetDayUsd: null, budgetMonthUsd: null });
  expect(await setLimits({ budgetDayUsd: -1 })).toMatchObject({
    status: 400,
    body: { errors: [{ path: "budgetDayUsd" }] },
  });
  expect(await setLimits({ budgetDayUsd: 0.000_000_1 })).toMatchObject({ status: 400 });
  expect(await setLimits({ budgetDay: 1 })).toMatchObject({ status: 400 });
});

test("a new day begins with its whole budget", async () => {
  await setLimits({ budgetDayUsd: 1 });
  await db.spending.create({ data: { key: today(), micros: 1_000_000 } });
  const jobId = await startJob(["A"]);
  await waitingJob(jobId);
  await db.spending.delete({ where: { key: today() } });
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
});

test("a call that is cut off keeps what was reserved for it", async () => {
  stub.reply = async () => ({ ...(await billedImage()), delayMs: 60_000 });
  const jobId = await startJob(["A"]);
  await limitJob(jobId, 2 * RESERVE_USD);
  await callInFlight(stub);
  const reserved = (await findJob(jobId))?.spentUsd ?? 0;
  expect(reserved).toBeGreaterThan(IMAGE_USD);
  await finishedJob(jobId, 60_000);
  expect(stub.calls).toHaveLength(2);
  expect(await findJob(jobId)).toMatchObject({ failedImages: 1, spentUsd: 2 * reserved });
});

test("money that comes back lets a job continue", async () => {
  await setLimits({ budgetDayUsd: RESERVE_USD + 0.06 });
  stub.reply = async () => ({ status: 400, body: { error: { code: 400, message: "No." } }, delayMs: 500 });
  const jobId = await startJob(titles(3));
  expect(await finishedJob(jobId)).toMatchObject({ failedImages: 3, spentUsd: 0 });
  expect(stub.calls).toHaveLength(3);
});

test("single images and regenerations are refused with 402, and nothing is started", async () => {
  stub.reply = billedImage;
  const jobId = await startJob(["A"]);
  await finishedJob(jobId);
  const [image] = (await imagesByTitle(jobId)).values();
  await setLimits({ budgetDayUsd: IMAGE_USD });
  const productId = await makeProduct({ photos: ["MAIN"] });
  const imageTypeId = await makeImageType("A photo");
  const signal = AbortSignal.timeout(20_000);
  const refused = { code: "BUDGET", status: 402, message: expect.stringContaining("Today's budget (UTC) is $0.146") };
  await expect(generateSingleImage({ productId, imageTypeId }, null, signal)).rejects.toMatchObject(refused);
  await expect(regenerateImage(image?.id ?? "", { note: "Brighter", from: "source" }, null)).rejects.toMatchObject(
    refused,
  );
  expect(await db.generationTask.count()).toBe(1);
  await setLimits({ budgetDayUsd: 1 });
  expect(await generateSingleImage({ productId, imageTypeId }, null, signal)).toMatchObject({ status: "COMPLETED" });
});

test("a version for which the money is gone when its turn comes fails, and a single image waits", async () => {
  stub.reply = billedImage;
  const jobId = await startJob(["A"]);
  await finishedJob(jobId);
  const [image] = (await imagesByTitle(jobId)).values();
  await stopWorker();
  const version = await regenerateImage(image?.id ?? "", { note: "Brighter", from: "source" }, null);
  const productId = await makeProduct({ photos: ["MAIN"] });
  const asked = { productId, imageTypeId: await makeImageType("A photo") };
  const single = generateSingleImage(asked, null, AbortSignal.timeout(20_000)).catch((error: unknown) => error);
  await vi.waitFor(async () => expect(await db.generationTask.count()).toBe(3), LONG);
  await setLimits({ budgetDayUsd: 0 });
  await restartWorker();
  expect(await single).toMatchObject({
    code: "BUDGET",
    status: 402,
    message: expect.stringContaining("remains in the queue"),
  });
  await vi.waitFor(async () => {
    const task = await db.generationTask.findUnique({ where: { id: version?.id ?? "" } });
    expect(task).toMatchObject({ status: "FAILED", errorCode: "BUDGET" });
  }, LONG);
  expect(stub.calls).toHaveLength(1);
});

test("a model without a price counts at the dearest known price", async () => {
  await restartWorker({ GEMINI_IMAGE_MODEL: "gemini-nobody-knows" });
  stub.reply = billedImage;
  const jobId = await startJob(titles(5));
  await limitJob(jobId, 0.6);
  const job = await waitingJob(jobId);
  // 4K of gemini-3-pro-image: 0.24 USD for the image, 0.024 for hidden tokens.
  expect(stub.calls).toHaveLength(2);
  expect(job?.spentUsd).toBeGreaterThan(2 * 0.264);
});

test("what the dearest of the last calls cost is reserved where that is more than the table says", async () => {
  const facts = { imageId: "gone", model: "gemini-3-pro-image", round: 0, called: true, counted: true };
  const dear = { ...facts, imageSize: "2K", code: "COMPLETED", costMicros: 400_000 };
  await db.generationAttempt.create({ data: { ...dear, startedAt: new Date("2026-01-01") } });
  const jobId = await startJob(["A"]);
  await limitJob(jobId, 0.399_999);
  await waitingJob(jobId);
  await limitJob(jobId, 0.4);
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
});

test("a job that waits for a budget can be paused, resumed and cancelled", async () => {
  const jobId = await startJob(titles(2));
  await setLimits({ budgetMonthUsd: 0 });
  await limitJob(jobId, 0);
  await waitingJob(jobId);
  expect(await commandJob(jobId, "pause")).toMatchObject({ status: "PAUSED", waitingReason: null });
  await commandJob(jobId, "resume");
  await waitingJob(jobId);
  expect(await commandJob(jobId, "cancel")).toMatchObject({ status: "CANCELLED", waitingReason: null });
  expect(stub.calls).toHaveLength(0);
});
