import { expect, test, vi } from "vitest";
import { DELETE as deleteJob } from "#app/api/jobs/[id]/route.ts";
import { LOCAL_USER } from "#lib/auth/permissions.ts";
import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { db } from "#lib/db/client.ts";
import { isStillNeeded } from "#lib/db/images/unsaved.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { countUnfinished } from "#lib/db/metrics.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { deleteImage } from "#lib/review/delete-image.ts";
import { repairMessages } from "#lib/upkeep/repair-messages.ts";
import { useDatabase } from "#tests/support/app.ts";
import {
  claim,
  claimed,
  endOne,
  made,
  noteJob,
  PRODUCTS,
  shown,
  startedJob,
  statesOf,
  stored,
  tasksOf,
} from "#tests/support/large-job.ts";
import { context, request } from "#tests/support/request.ts";
import { waitingImages, waitingMessages } from "#tests/support/waiting-messages.ts";

/** Three images make a large job here. */
vi.mock("#lib/schemas/limits.ts", async (original) => ({ ...(await original<object>()), MAX_IMAGES_AT_ONCE: 2 }));

/** A command rewrites two tasks itself; the sweep does the others. */
vi.mock("#lib/db/jobs/sweep.ts", async (original) => ({
  ...(await original<object>()),
  SWEEP_BATCH: 2,
  DELETE_BATCH: 2,
}));

useDatabase();

const never = new AbortController().signal;
const unswept = async (jobId: string) => (await statesOf(jobId)).filter((status) => status !== "CANCELLED").length;
const cancel = (jobId: string) => commandJob(jobId, "cancel");

test("everything that shows images agrees with a cancel at once, and the sweep changes none of it", async () => {
  const jobId = await startedJob();
  await endOne(jobId, "COMPLETED", 0);
  await endOne(jobId, "FAILED", 1);
  const job = await cancel(jobId);
  expect(job).toMatchObject({ status: "CANCELLED", completedImages: 1, failedImages: 1, cancelledImages: 6 });
  expect(await unswept(jobId)).toBe(2 + 4);

  const before = await shown(jobId);
  const counts = before.images.map((images) => images.length);
  expect(counts).toEqual([0, 0, 6, 1, 1, PRODUCTS]);
  expect(before.images[2]?.every(({ errorCode }) => errorCode === "CANCELLED")).toBe(true);
  expect(new Set(before.images[2]?.map(({ errorMessage }) => errorMessage))).toEqual(
    new Set(["The job was cancelled."]),
  );
  expect(before.results.filter(([status]) => status === "CANCELLED")).toHaveLength(6);
  expect(before.metrics).toContain('packshot_images{status="CANCELLED",outcome="CANCELLED"} 6');
  expect(await countUnfinished()).toEqual({ waiting: 0, active: 0 });
  expect(await isStillNeeded((await tasksOf(jobId)).at(-1)?.id ?? "")).toBe(false);

  await sweepJob(jobId, never);
  expect(await statesOf(jobId)).toEqual(["COMPLETED", "FAILED", ...Array(6).fill("CANCELLED")]);
  expect(await shown(jobId)).toEqual(before);
  expect(await waitingImages()).toBe(2);
});

test("no image of a cancelled job is claimed, called for or counted, and a call in flight is settled", async () => {
  const jobId = await startedJob();
  const held = [];
  for (const turn of [0, 1, 2, 3, 4]) held.push(await claimed(jobId, turn));
  const [, , calling, waiting, releasing] = held;
  if (!calling || !waiting || !releasing) throw new Error("Too few are claimed.");
  expect(await calling.rows.beginCall(calling.image, 5)).toMatchObject({ may: "call" });
  const job = await cancel(jobId);
  expect(await statesOf(jobId)).toContain("GENERATING");

  expect((await claim(jobId, 6)).image).toBeNull();
  expect(await waiting.rows.beginCall(waiting.image, 5)).toMatchObject({ may: "lost" });
  await releasing.rows.end(releasing.image, { kind: "release", end: null, delayMs: 0, blamed: false });
  await calling.rows.end(calling.image, { kind: "complete", end: made, stored: stored(calling.image), measured: null });
  // What the call may have cost is counted.
  expect(await findJob(jobId)).toEqual({ ...job, cost: expect.anything() });
  expect(await db.generatedImage.count()).toBe(0);
  const attempts = await db.generationAttempt.findMany({ where: { jobId } });
  expect(attempts.map(({ code, counted }) => [code, counted])).toEqual([["COMPLETED", true]]);

  await sweepJob(jobId, never);
  expect([await unswept(jobId), await waitingImages()]).toEqual([0, 0]);
  expect(await findJob(jobId)).toEqual({ ...job, cost: expect.anything() });
});

test("a sweep that is cut after any batch, or whose message is lost, is completed", async () => {
  const jobId = await startedJob();
  await cancel(jobId);
  expect(await waitingMessages("sweep-job")).toBe(1);
  const cut = new AbortController();
  const stopping = sweepJob(jobId, cut.signal);
  cut.abort(new Error("The process is stopping."));
  await expect(stopping).rejects.toThrow("stopping");
  expect(await unswept(jobId)).toBe(4);
  await db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'sweep-job'`;
  await repairMessages(never);
  expect([await waitingMessages("sweep-job"), await unswept(jobId)]).toEqual([1, 4]);
  await sweepJob(jobId, never);
  await sweepJob(jobId, never);
  await sweepJob("nobody", never);
  expect([await unswept(jobId), await waitingImages()]).toEqual([0, 0]);
  await db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'sweep-job'`;
  await repairMessages(never);
  expect(await waitingMessages("sweep-job")).toBe(0);
});

test("a retry before the sweep reopens what failed, and nothing that was cancelled", async () => {
  const jobId = await startedJob();
  await endOne(jobId, "FAILED", 0);
  await cancel(jobId);
  expect(await commandJob(jobId, "retry-failed")).toMatchObject({ failedImages: 0, cancelledImages: 7 });
  await sweepJob(jobId, never);
  expect(await statesOf(jobId)).toEqual(["QUEUED", ...Array(7).fill("CANCELLED")]);
});

test("images that have no row yet when their job is cancelled are written as cancelled, also after a retry", async () => {
  const jobId = await noteJob();
  expect(await cancel(jobId)).toMatchObject({ status: "CANCELLED", cancelledImages: PRODUCTS });
  await expect(commandJob(jobId, "retry-failed")).rejects.toMatchObject({ code: "conflict" });
  await fillJob(jobId, never);
  expect([await unswept(jobId), await waitingImages()]).toEqual([0, 0]);
  expect(await findJob(jobId)).toMatchObject({ status: "CANCELLED", cancelledImages: PRODUCTS });
});

test("a cancelled job and its images can be deleted and restored before the sweep", async () => {
  const jobId = await startedJob();
  const job = await cancel(jobId);
  const last = (await tasksOf(jobId)).at(-1)?.id ?? "";
  await deleteImage(last, LOCAL_USER);
  expect(await findJob(jobId)).toMatchObject({ totalImages: PRODUCTS - 1, cancelledImages: PRODUCTS - 1 });
  await restoreDeleted(last);
  expect(await findJob(jobId)).toEqual(job);
  expect(await unswept(jobId)).toBe(5);
  expect((await deleteJob(request("/", { method: "DELETE" }), context({ id: jobId }))).status).toBe(204);
  await restoreDeleted(jobId);
  expect(await findJob(jobId)).toEqual(job);
  await sweepJob(jobId, never);
  expect(await findJob(jobId)).toEqual(job);
  expect(await unswept(jobId)).toBe(0);
});
