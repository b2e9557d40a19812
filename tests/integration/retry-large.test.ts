import { expect, test, vi } from "vitest";
import { DELETE as deleteJob } from "#app/api/jobs/[id]/route.ts";
import { LOCAL_USER } from "#lib/auth/permissions.ts";
import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { db, transaction } from "#lib/db/client.ts";
import { cancelDrafts } from "#lib/db/jobs/drafts.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { countUnfinished } from "#lib/db/metrics.ts";
import { countProducts } from "#lib/db/products/list.ts";
import { fillJob, sendJob } from "#lib/generation/fill-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { deleteImage } from "#lib/review/delete-image.ts";
import { repairMessages } from "#lib/upkeep/repair-messages.ts";
import { useDatabase } from "#tests/support/app.ts";
import {
  claim,
  claimed,
  claimNext,
  endOne,
  failAll,
  failedJob,
  failNext,
  inState,
  made,
  noteJob,
  PRODUCTS,
  sent,
  shown,
  startedJob,
  statesOf,
  stored,
  tasksOf,
} from "#tests/support/large-job.ts";
import { context, request } from "#tests/support/request.ts";
import { waitingMessages } from "#tests/support/waiting-messages.ts";

/** Three images make a large job here. */
vi.mock("#lib/schemas/limits.ts", async (original) => ({ ...(await original<object>()), MAX_IMAGES_AT_ONCE: 2 }));

/** A retry reopens two tasks itself; the sweep does the others. */
vi.mock("#lib/db/jobs/sweep.ts", async (original) => ({
  ...(await original<object>()),
  SWEEP_BATCH: 2,
  REOPEN_BATCH: 2,
  DELETE_BATCH: 2,
}));

useDatabase();

const never = new AbortController().signal;
const cancel = (jobId: string) => commandJob(jobId, "cancel");
const retry = (jobId: string) => commandJob(jobId, "retry-failed");
const counts = { failedImages: 0, cancelledImages: 0, completedImages: 0 };
/** All that is shown. */
async function seen(jobId: string) {
  return { ...(await shown(jobId)), failedProducts: await countProducts({ failedIn: jobId }) };
}

test("everything that shows images agrees with a retry at once, and the sweep changes none of it", async () => {
  const jobId = await failedJob();
  expect((await seen(jobId)).failedProducts).toBe(PRODUCTS);
  expect(await retry(jobId)).toMatchObject({ ...counts, status: "PROCESSING", finishedAt: null, errorLog: [] });
  expect([await inState(jobId, "QUEUED"), await inState(jobId, "FAILED")]).toEqual([2, 6]);

  const before = await seen(jobId);
  expect(before.images.map((images) => images.length)).toEqual([PRODUCTS, 0, 0, 0, 0, PRODUCTS]);
  expect(before.images[0]?.every(({ attempts, errorCode }) => attempts === 0 && errorCode === null)).toBe(true);
  expect(before.failedProducts).toBe(0);
  expect(before.metrics).toContain(`packshot_images{status="QUEUED",outcome=""} ${PRODUCTS}`);
  expect(await countUnfinished()).toEqual({ waiting: PRODUCTS, active: 0 });
  expect(await sent(jobId)).toBe(2);

  await sweepJob(jobId, never);
  expect(await statesOf(jobId)).toEqual(Array(PRODUCTS).fill("QUEUED"));
  expect((await tasksOf(jobId)).map(({ turn }) => turn)).toEqual([...Array(PRODUCTS).keys()]);
  expect(await seen(jobId)).toEqual(before);
  expect(await sent(jobId)).toBe(PRODUCTS);
});

test("an image that fails or is made while others are still to be reopened is counted once", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  await failNext(jobId);
  const { rows, image } = await claimNext(jobId);
  await rows.end(image, { kind: "complete", end: made, stored: stored(image), measured: null });
  const job = await findJob(jobId);
  expect(job).toMatchObject({ status: "PROCESSING", failedImages: 1, completedImages: 1 });
  expect(job?.errorLog).toHaveLength(1);
  await sweepJob(jobId, never);
  expect(await findJob(jobId)).toEqual(job);
  for (let image = 0; image < 6; image += 1) await failNext(jobId);
  expect(await findJob(jobId)).toMatchObject({ status: "COMPLETED", failedImages: 7, completedImages: 1 });
});

test("what a person cancelled before the retry is neither made nor counted, though its rows don't say so yet", async () => {
  const jobId = await startedJob();
  for (const turn of [0, 1, 2]) await endOne(jobId, "FAILED", turn);
  const [calling, waiting, releasing, fourth] = [
    await claimed(jobId, 3),
    await claimed(jobId, 4),
    await claimed(jobId, 5),
    await claimed(jobId, 6),
  ];
  expect(await calling.rows.beginCall(calling.image, 5)).toMatchObject({ may: "call" });
  await cancel(jobId);
  const job = await retry(jobId);
  expect(job).toMatchObject({ ...counts, status: "PROCESSING", cancelledImages: 5 });
  expect(await inState(jobId, "GENERATING")).toBeGreaterThan(1);

  const before = await seen(jobId);
  expect(before.images.map((images) => images.length)).toEqual([3, 0, 5, 0, 0, PRODUCTS]);
  expect((await claim(jobId, 7)).image).toBeNull();
  for (const { rows, image } of [waiting, fourth])
    expect(await rows.beginCall(image, 5)).toMatchObject({ may: "lost" });
  await releasing.rows.end(releasing.image, { kind: "release", end: null, delayMs: 0, blamed: false });
  await calling.rows.end(calling.image, { kind: "complete", end: made, stored: stored(calling.image), measured: null });
  // What the call may have cost is counted.
  const counted = { ...job, cost: expect.anything() };
  expect(await findJob(jobId)).toEqual(counted);

  await sweepJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await inState(jobId, "CANCELLED")]).toEqual([3, 5]);
  expect(await findJob(jobId)).toEqual(counted);
  expect(await sent(jobId)).toBe(3);
});

test("a cancel cancels what was still to be reopened, and a second retry leaves that alone", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  await failNext(jobId);
  const cancelled = { status: "CANCELLED", failedImages: 1, cancelledImages: 7 };
  expect(await cancel(jobId)).toMatchObject(cancelled);
  const before = await seen(jobId);
  expect(before.images.map((images) => images.length)).toEqual([0, 0, 7, 1, 0, PRODUCTS]);
  expect(before.failedProducts).toBe(1);

  expect(await retry(jobId)).toMatchObject({ ...counts, status: "PROCESSING", cancelledImages: 7 });
  const after = await seen(jobId);
  expect(after.images.map((images) => images.length)).toEqual([1, 0, 7, 0, 0, PRODUCTS]);
  await sweepJob(jobId, never);
  expect(await seen(jobId)).toEqual(after);
  expect([await inState(jobId, "QUEUED"), await inState(jobId, "CANCELLED")]).toEqual([1, 7]);
  expect(await sent(jobId)).toBe(1);
  expect(await cancel(jobId)).toMatchObject({ ...counts, cancelledImages: PRODUCTS });
  await expect(retry(jobId)).rejects.toMatchObject({ code: "conflict" });
});

test("a cancel while images are reopened is swept", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  const job = await cancel(jobId);
  expect(job).toMatchObject({ status: "CANCELLED", cancelledImages: PRODUCTS });
  const before = await seen(jobId);
  expect(before.images.map((images) => images.length)).toEqual([0, 0, PRODUCTS, 0, 0, PRODUCTS]);
  await sweepJob(jobId, never);
  expect(await seen(jobId)).toEqual(before);
  expect([await inState(jobId, "CANCELLED"), await sent(jobId)]).toEqual([PRODUCTS, 0]);
  await expect(retry(jobId)).rejects.toMatchObject({ code: "conflict" });
});

test("a pause while images are reopened keeps all of them, and the resume sends each one message", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  expect(await commandJob(jobId, "pause")).toMatchObject({ ...counts, status: "PAUSED" });
  await sweepJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([PRODUCTS, 0]);
  await commandJob(jobId, "resume");
  await sendJob(jobId, never);
  expect(await sent(jobId)).toBe(PRODUCTS);
});

test("a resume before the sweep leaves no image without a message", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  await commandJob(jobId, "pause");
  expect(await inState(jobId, "QUEUED")).toBe(4);
  await commandJob(jobId, "resume");
  await sweepJob(jobId, never);
  await sendJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([PRODUCTS, PRODUCTS]);
});

test("an error that stops the job while images are reopened cancels those that were still to be", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  await failNext(jobId, true);
  const stopped = { status: "FAILED", stopCode: "NO_IMAGE", failedImages: 1, cancelledImages: 7 };
  expect(await findJob(jobId)).toMatchObject(stopped);
  await sweepJob(jobId, never);
  expect(await findJob(jobId)).toMatchObject(stopped);
  expect(await sent(jobId)).toBe(0);
  expect(await retry(jobId)).toMatchObject({ ...counts, status: "PROCESSING", stopCode: null });
  await sweepJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([PRODUCTS, PRODUCTS]);
});

test("a reopening that is cut after any batch, or whose message is lost, is completed", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  expect(await waitingMessages("sweep-job")).toBe(1);
  const cut = new AbortController();
  const stopping = sweepJob(jobId, cut.signal);
  cut.abort(new Error("The process is stopping."));
  await expect(stopping).rejects.toThrow("stopping");
  expect(await inState(jobId, "QUEUED")).toBe(4);
  await db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'sweep-job'`;
  await repairMessages(never);
  expect([await waitingMessages("sweep-job"), await inState(jobId, "QUEUED")]).toEqual([1, 4]);
  await sweepJob(jobId, never);
  await sweepJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([PRODUCTS, PRODUCTS]);
  expect((await tasksOf(jobId)).map(({ turn }) => turn)).toEqual([...Array(PRODUCTS).keys()]);
});

test("an image that is to be reopened can't be deleted; its cancelled job can, and is restored as it was", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  const last = (await tasksOf(jobId)).at(-1)?.id ?? "";
  await expect(deleteImage(last, LOCAL_USER)).rejects.toMatchObject({ code: "conflict" });
  const job = await cancel(jobId);
  await deleteImage(last, LOCAL_USER);
  expect(await findJob(jobId)).toMatchObject({ totalImages: PRODUCTS - 1, cancelledImages: PRODUCTS - 1 });
  await restoreDeleted(last);
  expect(await findJob(jobId)).toEqual(job);
  expect((await deleteJob(request("/", { method: "DELETE" }), context({ id: jobId }))).status).toBe(204);
  await restoreDeleted(jobId);
  expect(await findJob(jobId)).toEqual(job);
  await sweepJob(jobId, never);
  expect(await findJob(jobId)).toEqual(job);
  expect(await inState(jobId, "CANCELLED")).toBe(PRODUCTS);
});

test("a failed image that is restored after a retry stays failed, and the next retry makes it", async () => {
  const jobId = await failedJob();
  const last = (await tasksOf(jobId)).at(-1)?.id ?? "";
  await deleteImage(last, LOCAL_USER);
  expect(await retry(jobId)).toMatchObject({ ...counts, totalImages: PRODUCTS - 1 });
  await restoreDeleted(last);
  expect(await findJob(jobId)).toMatchObject({ totalImages: PRODUCTS, failedImages: 1 });
  await sweepJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await inState(jobId, "FAILED")]).toEqual([PRODUCTS - 1, 1]);
  await failAll(jobId);
  await retry(jobId);
  await sweepJob(jobId, never);
  expect(await inState(jobId, "QUEUED")).toBe(PRODUCTS);
});

test("an image whose product is deleted meanwhile fails as before, and may be the job's last", async () => {
  const jobId = await failedJob();
  await retry(jobId);
  const gone = (await tasksOf(jobId)).slice(4).map(({ id }) => id);
  await db.generationTask.updateMany({ where: { id: { in: gone } }, data: { productId: null } });
  for (let image = 0; image < 2; image += 1) await failNext(jobId);
  await sweepJob(jobId, never);
  expect(await findJob(jobId)).toMatchObject({ status: "PROCESSING", failedImages: 2 + 4 });
  for (let image = 0; image < 2; image += 1) await failNext(jobId);
  const job = await findJob(jobId);
  expect(job).toMatchObject({ status: "FAILED", failedImages: PRODUCTS });
  expect(job?.errorLog).toHaveLength(PRODUCTS);
});

test("images that have no row yet when their stopped job is retried are written for the new round", async () => {
  const jobId = await noteJob();
  await transaction((tx) => cancelDrafts(tx, jobId, "MODEL_GONE"));
  const stopped = { status: "FAILED", stopCode: "MODEL_GONE", cancelledImages: PRODUCTS } as const;
  await db.generationJob.update({ where: { id: jobId }, data: stopped });
  expect(await retry(jobId)).toMatchObject({ ...counts, status: "PROCESSING" });
  await fillJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([PRODUCTS, PRODUCTS]);
  await failAll(jobId);
  expect(await retry(jobId)).toMatchObject({ ...counts, status: "PROCESSING" });
  await sweepJob(jobId, never);
  expect(await inState(jobId, "QUEUED")).toBe(PRODUCTS);
});
