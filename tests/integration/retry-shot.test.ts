import { expect, test, vi } from "vitest";
import { POST as retryFailed } from "#app/api/jobs/[id]/retry-failed/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { countProducts } from "#lib/db/products/list.ts";
import { STANDARD_TIER } from "#lib/generation/choose-tier.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { type JobPlan, plainShot } from "#lib/generation/plan-job.ts";
import { loadPrompt } from "#lib/generation/prompts.ts";
import { startJob } from "#lib/generation/start-job.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { type Job, jobSchema } from "#lib/schemas/job.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType } from "#tests/support/factories.ts";
import { failAll, failNext, inState, sent, shown, tasksOf } from "#tests/support/large-job.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";
import { answer, context, jsonRequest, problem } from "#tests/support/request.ts";

/** Three images make a large job here. */
vi.mock("#lib/schemas/limits.ts", async (original) => ({ ...(await original<object>()), MAX_IMAGES_AT_ONCE: 2 }));

/** A retry rewrites two tasks itself; the sweep does the others. */
vi.mock("#lib/db/jobs/sweep.ts", async (original) => ({
  ...(await original<object>()),
  SWEEP_BATCH: 2,
  REOPEN_BATCH: 2,
  DELETE_BATCH: 2,
}));

useDatabase();

const never = new AbortController().signal;
const PRODUCTS = 4;

/** A finished job of two shots, in which every image of four products failed. */
async function failedShots(): Promise<string> {
  await makeManyProducts(PRODUCTS);
  const shot = plainShot("PT01", await loadPrompt({ imageTypeId: await makeImageType("Show {{product_title}}") }));
  const shots = [shot, { ...shot, targetVariant: "PT02" }];
  const plan: JobPlan = {
    selection: { exceptProductIds: [] },
    tier: STANDARD_TIER,
    shots,
    model: null,
    shotList: null,
    onlyMissing: false,
    reuse: true,
    field: "shots",
    budgetMicros: null,
  };
  const { jobId } = await transaction((tx) => startJob(tx, plan));
  await fillJob(jobId, never);
  await failAll(jobId);
  return jobId;
}

const send = (jobId: string, body: object) => retryFailed(jsonRequest("/", body), context({ id: jobId }));
const retry = async (jobId: string, shot: number): Promise<Job> => answer(await send(jobId, { shot }), 200, jobSchema);
const failedOf = (job: Job | null) => job?.shots.map(({ failed }) => failed);
const seen = async (jobId: string) => ({
  ...(await shown(jobId)),
  failedProducts: await countProducts({ failedIn: jobId }),
});

test("everything that shows images agrees with the retry of a shot at once, and the sweep changes none of it", async () => {
  const jobId = await failedShots();
  expect(failedOf(await findJob(jobId))).toEqual([4, 4]);
  const retried = await retry(jobId, 1);
  expect(retried).toMatchObject({ status: "PROCESSING", failedImages: 4, cancelledImages: 0, finishedAt: null });
  expect(failedOf(retried)).toEqual([4, 0]);
  expect(retried.errorLog.map(({ shot }) => shot)).toEqual([0, 0, 0, 0]);

  const before = await seen(jobId);
  expect(before.images.map((images) => images.length)).toEqual([4, 0, 0, 4, 0, 8]);
  expect(before.failedProducts).toBe(PRODUCTS);
  expect(before.metrics).toContain(`packshot_images{status="QUEUED",outcome=""} 4`);
  await sweepJob(jobId, never);
  expect(await seen(jobId)).toEqual(before);
  expect((await tasksOf(jobId)).filter(({ status }) => status === "QUEUED").map(({ shot }) => shot)).toEqual([
    1, 1, 1, 1,
  ]);
  expect(await sent(jobId)).toBe(4);
});

test("another shot, and then all, can be retried after it", async () => {
  const jobId = await failedShots();
  await retry(jobId, 1);
  await sweepJob(jobId, never);
  for (let image = 0; image < 4; image += 1) await failNext(jobId);
  expect(await findJob(jobId)).toMatchObject({ status: "FAILED", failedImages: 8 });
  expect(failedOf(await retry(jobId, 0))).toEqual([0, 4]);
  await sweepJob(jobId, never);
  for (let image = 0; image < 4; image += 1) await failNext(jobId);
  await answer(await send(jobId, {}), 200, jobSchema);
  await sweepJob(jobId, never);
  expect(failedOf(await findJob(jobId))).toEqual([0, 0]);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([8, 8]);
});

test("a cancel before the sweep cancels what was to be made again, and no image of another shot", async () => {
  const jobId = await failedShots();
  await retry(jobId, 0);
  const job = await commandJob(jobId, "cancel");
  expect(job).toMatchObject({ status: "CANCELLED", failedImages: 4, cancelledImages: 4 });
  const before = await seen(jobId);
  expect(before.images.map((images) => images.length)).toEqual([0, 0, 4, 4, 0, 8]);
  await problem(await send(jobId, {}), 409);
  await sweepJob(jobId, never);
  expect(await seen(jobId)).toEqual(before);
  const again = await answer(await send(jobId, {}), 200, jobSchema);
  expect(again.shots).toMatchObject([
    { failed: 0, cancelled: 4 },
    { failed: 0, cancelled: 0 },
  ]);
  await sweepJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await inState(jobId, "CANCELLED")]).toEqual([4, 4]);
});

test("an error that stops the job before the sweep stops no image of another shot", async () => {
  const jobId = await failedShots();
  await retry(jobId, 0);
  await sweepJob(jobId, never);
  await failNext(jobId, true);
  expect((await findJob(jobId))?.shots).toMatchObject([
    { failed: 1, cancelled: 3 },
    { failed: 4, cancelled: 0 },
  ]);
  await problem(await send(jobId, { shot: 1 }), 409);
});

test("the same retry again is in effect already; that of another shot waits for the end", async () => {
  const jobId = await failedShots();
  const job = await retry(jobId, 0);
  expect(await retry(jobId, 0)).toEqual(job);
  await problem(await send(jobId, { shot: 1 }), 409);
  await problem(await send(jobId, {}), 409);
  await sweepJob(jobId, never);
  await db.generationTask.updateMany({ where: { jobId, status: "QUEUED" }, data: { status: "COMPLETED" } });
  await db.generationJob.update({ where: { id: jobId }, data: { status: "COMPLETED", completedImages: 4 } });
  await problem(await send(jobId, { shot: 0 }), 409);
  await problem(await send(jobId, { shot: 7 }), 409);
  for (const shot of [-1, 12, "0"]) await problem(await send(jobId, { shot }), 400);
});
