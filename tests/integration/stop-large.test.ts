import { expect, test, vi } from "vitest";
import { transaction } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { countUnfinished } from "#lib/db/metrics.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { stopJob } from "#lib/generation/stop-job.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { repairMessages } from "#lib/upkeep/repair-messages.ts";
import { useDatabase } from "#tests/support/app.ts";
import {
  claim,
  claimed,
  endOne,
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
import { waitingImages, waitingMessages } from "#tests/support/waiting-messages.ts";

/** Three images make a large job here. */
vi.mock("#lib/schemas/limits.ts", async (original) => ({ ...(await original<object>()), MAX_IMAGES_AT_ONCE: 2 }));

/** A stop and a retry rewrite two tasks themselves; the sweep does the others. */
vi.mock("#lib/db/jobs/sweep.ts", async (original) => ({
  ...(await original<object>()),
  SWEEP_BATCH: 2,
  REOPEN_BATCH: 2,
}));

useDatabase();

const never = new AbortController().signal;
const stop = (jobId: string, code: string) => transaction((tx) => stopJob(tx, jobId, code));
const retry = (jobId: string) => commandJob(jobId, "retry-failed");
const nothing = { failedImages: 0, cancelledImages: 0, completedImages: 0 };
const codesOf = async (jobId: string) => (await tasksOf(jobId)).map(({ errorCode }) => errorCode);

test("everything that shows images agrees with a stop at once, and the sweep changes none of it", async () => {
  const jobId = await startedJob();
  await endOne(jobId, "COMPLETED", 0);
  await failNext(jobId, true);
  const stopped = { status: "FAILED", stopCode: "NO_IMAGE", completedImages: 1, failedImages: 1, cancelledImages: 6 };
  expect(await findJob(jobId)).toMatchObject(stopped);
  expect([await inState(jobId, "CANCELLED"), await inState(jobId, "QUEUED")]).toEqual([2, 4]);

  const before = await shown(jobId);
  expect(before.images.map((images) => images.length)).toEqual([0, 0, 6, 1, 1, PRODUCTS]);
  const messages = new Set(before.images[2]?.map(({ errorCode, errorMessage }) => `${errorCode}: ${errorMessage}`));
  expect([...messages]).toEqual([expect.stringMatching(/^NO_IMAGE: Not attempted: the job was stopped \(/)]);
  expect(before.metrics).toContain('packshot_images{status="CANCELLED",outcome="NO_IMAGE"} 6');
  expect(await countUnfinished()).toEqual({ waiting: 0, active: 0 });

  await sweepJob(jobId, never);
  expect(await statesOf(jobId)).toEqual(["COMPLETED", "FAILED", ...Array(6).fill("CANCELLED")]);
  expect(await shown(jobId)).toEqual(before);
  expect(await waitingImages()).toBe(2);
});

test("no image of a stopped job is claimed, called for or counted", async () => {
  const jobId = await startedJob();
  const held = [];
  for (const turn of [0, 1, 2, 3]) held.push(await claimed(jobId, turn));
  const waiting = held[3];
  if (!waiting) throw new Error("Too few are claimed.");
  await stop(jobId, "INVALID_KEY");
  expect(await statesOf(jobId)).toContain("GENERATING");
  expect((await claim(jobId, 6)).image).toBeNull();
  expect(await waiting.rows.beginCall(waiting.image, 5)).toMatchObject({ may: "lost" });
  for (const { rows, image } of held)
    await rows.end(image, { kind: "complete", end: made, stored: stored(image), measured: null });
  await sweepJob(jobId, never);
  expect(await findJob(jobId)).toMatchObject({ ...nothing, status: "FAILED", cancelledImages: PRODUCTS });
  expect(await codesOf(jobId)).toEqual(Array(PRODUCTS).fill("INVALID_KEY"));
});

test("a job that is retried while its stop is swept makes all of it again, as it shows at once", async () => {
  const jobId = await startedJob();
  await claimed(jobId, 5);
  await failNext(jobId, true);
  expect(await retry(jobId)).toMatchObject({ ...nothing, status: "PROCESSING", stopCode: null, errorLog: [] });
  const before = await shown(jobId);
  expect(before.images.map((images) => images.length)).toEqual([PRODUCTS, 0, 0, 0, 0, PRODUCTS]);
  expect(await inState(jobId, "QUEUED")).toBeLessThan(PRODUCTS);
  await sweepJob(jobId, never);
  expect(await shown(jobId)).toEqual(before);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([PRODUCTS, PRODUCTS]);
});

test("a person who cancels the retry of a stopped job cancels what was to be made again", async () => {
  const jobId = await startedJob();
  await failNext(jobId, true);
  await retry(jobId);
  expect(await commandJob(jobId, "cancel")).toMatchObject({ ...nothing, cancelledImages: PRODUCTS });
  const before = await shown(jobId);
  await sweepJob(jobId, never);
  expect(await shown(jobId)).toEqual(before);
  expect(await codesOf(jobId)).toEqual(Array(PRODUCTS).fill("CANCELLED"));
  await expect(retry(jobId)).rejects.toMatchObject({ code: "conflict" });
});

test("a stop after a cancel and a retry tells what a person cancelled from what the error did", async () => {
  const jobId = await startedJob();
  await endOne(jobId, "FAILED", 0);
  await commandJob(jobId, "cancel");
  await retry(jobId);
  await stop(jobId, "INVALID_KEY");
  const before = await shown(jobId);
  await sweepJob(jobId, never);
  expect(await shown(jobId)).toEqual(before);
  expect(await codesOf(jobId)).toEqual(["INVALID_KEY", ...Array(PRODUCTS - 1).fill("CANCELLED")]);
  expect(await retry(jobId)).toMatchObject({ ...nothing, cancelledImages: PRODUCTS - 1, status: "PROCESSING" });
});

test("a job that is stopped again and again before its rows say so loses no image", async () => {
  const jobId = await startedJob();
  for (const code of ["INVALID_KEY", "MODEL_GONE"]) {
    await stop(jobId, code);
    expect(await findJob(jobId)).toMatchObject({ ...nothing, cancelledImages: PRODUCTS, stopCode: code });
    expect((await shown(jobId)).images[2]?.map(({ errorCode }) => errorCode)).toEqual(Array(PRODUCTS).fill(code));
    expect(await retry(jobId)).toMatchObject({ ...nothing, status: "PROCESSING" });
  }
  await repairMessages(never);
  expect(await waitingMessages("sweep-job")).toBeGreaterThan(0);
  await sweepJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([PRODUCTS, PRODUCTS]);
});

test("images that have no row yet are stopped with their job, and written as that", async () => {
  const jobId = await noteJob();
  await stop(jobId, "CRASHED");
  expect(await findJob(jobId)).toMatchObject({ status: "FAILED", stopCode: "CRASHED", cancelledImages: PRODUCTS });
  expect(await retry(jobId)).toMatchObject({ ...nothing, status: "PROCESSING" });
  await stop(jobId, "INVALID_KEY");
  await fillJob(jobId, never);
  expect(await codesOf(jobId)).toEqual(Array(PRODUCTS).fill("INVALID_KEY"));
  await retry(jobId);
  await sweepJob(jobId, never);
  expect([await inState(jobId, "QUEUED"), await sent(jobId)]).toEqual([PRODUCTS, PRODUCTS]);
});
