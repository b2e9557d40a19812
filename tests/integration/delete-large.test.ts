import { beforeEach, expect, test, vi } from "vitest";
import { POST as fix } from "#app/api/images/[id]/fix/route.ts";
import { POST as regenerate } from "#app/api/images/[id]/regenerate/route.ts";
import { DELETE as deleteImage } from "#app/api/images/[id]/route.ts";
import { GET as attempts } from "#app/api/jobs/[id]/attempts/route.ts";
import { GET as images } from "#app/api/jobs/[id]/images/route.ts";
import { POST as retry } from "#app/api/jobs/[id]/retry-failed/route.ts";
import { DELETE, GET } from "#app/api/jobs/[id]/route.ts";
import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { db, transaction } from "#lib/db/client.ts";
import { recount } from "#lib/db/images/removal.ts";
import { findLastJobId, listJobs } from "#lib/db/jobs/read.ts";
import { countJobs } from "#lib/db/metrics.ts";
import { deleteOldDeletions } from "#lib/db/old-rows.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { plainJob } from "#lib/generation/plan-job.ts";
import { loadPrompt } from "#lib/generation/prompts.ts";
import { startJob } from "#lib/generation/start-job.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { fixImages } from "#lib/review/versions.ts";
import { DEFAULT_FIX_PX } from "#lib/schemas/limits.ts";
import { repairMessages } from "#lib/upkeep/repair-messages.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType } from "#tests/support/factories.ts";
import { makeFinishedJob, makeGeneratedImage, makeVersionOf } from "#tests/support/generated-images.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";
import { context, jsonRequest, problem, request } from "#tests/support/request.ts";
import { waitingMessages } from "#tests/support/waiting-messages.ts";

/** Three images make a large job here. */
vi.mock("#lib/schemas/limits.ts", async (original) => ({ ...(await original<object>()), MAX_IMAGES_AT_ONCE: 2 }));

/** A deletion takes two images itself; the sweep takes the others. */
vi.mock("#lib/db/jobs/sweep.ts", async (original) => ({
  ...(await original<object>()),
  SWEEP_BATCH: 2,
  DELETE_BATCH: 2,
}));

useDatabase();

const never = new AbortController().signal;
const IMAGES = 5;
const VERSIONS = 1;

let jobId = "";
beforeEach(async () => {
  jobId = await makeFinishedJob({ images: IMAGES });
  for (let image = 0; image < IMAGES; image += 1) await makeGeneratedImage({ jobId });
  const first = await db.generationTask.findFirstOrThrow({ where: { jobId } });
  await makeVersionOf(first.id, await makeGeneratedImage({ jobId }));
  const products = await db.product.findMany({ select: { id: true } });
  await transaction((tx) =>
    recount(
      tx,
      products.map(({ id }) => id),
    ),
  );
});

const remove = async () => (await DELETE(request("/", { method: "DELETE" }), context({ id: jobId }))).status;
const left = () => db.generationTask.count({ where: { originJobId: jobId } });

/** Every row that the deletion may touch. */
async function rows() {
  const orderBy = { id: "asc" as const };
  return {
    jobs: await db.generationJob.findMany({ orderBy, include: { shots: true } }),
    tasks: (await db.generationTask.findMany({ orderBy })).map(({ updatedAt: _, ...task }) => task),
    images: (await db.generatedImage.findMany({ orderBy })).map(({ updatedAt: _, ...image }) => image),
    current: await db.currentImage.findMany({ orderBy: { chainId: "asc" } }),
    stats: await db.productStats.findMany({ orderBy: { productId: "asc" } }),
  };
}

test("a deleted job is in no list and takes no command, though most of its images are still to go", async () => {
  expect(await remove()).toBe(204);
  expect(await left()).toBe(IMAGES + VERSIONS - 2);
  expect((await listJobs({ limit: 10 })).jobs).toEqual([]);
  expect([await findLastJobId(), await countJobs()]).toEqual([null, []]);
  for (const read of [GET, images, attempts]) await problem(await read(request("/"), context({ id: jobId })), 404);
  await problem(await retry(request("/", { method: "POST" }), context({ id: jobId })), 404);
  expect(await remove()).toBe(404);

  const { id } = await db.generatedImage.findFirstOrThrow({ where: { originJobId: jobId } });
  await problem(await regenerate(jsonRequest("/", { note: "Lighter", from: "source" }), context({ id })), 404);
  await problem(await fix(jsonRequest("/", {}), context({ id })), 404);
  await problem(await deleteImage(request("/", { method: "DELETE" }), context({ id })), 404);
  expect(await fixImages({ imageIds: [id], size: DEFAULT_FIX_PX })).toMatchObject({ count: 0 });
  expect(await left()).toBe(IMAGES + VERSIONS - 2);
});

test("a deletion that is cut after any part, or whose message is lost, is completed, and restored whole", async () => {
  const before = await rows();
  await remove();
  expect(await waitingMessages("sweep-job")).toBe(1);
  const cut = new AbortController();
  const stopping = sweepJob(jobId, cut.signal);
  cut.abort(new Error("The process is stopping."));
  await expect(stopping).rejects.toThrow("stopping");
  expect(await left()).toBe(IMAGES + VERSIONS - 4);
  await db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'sweep-job'`;
  await repairMessages(never);
  expect(await waitingMessages("sweep-job")).toBe(1);

  await sweepJob(jobId, never);
  await sweepJob(jobId, never);
  expect([await left(), await db.generationJob.count()]).toEqual([0, 0]);
  expect(await db.productStats.count({ where: { generatedCount: { gt: 0 } } })).toBe(0);
  await db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'sweep-job'`;
  await repairMessages(never);
  expect(await waitingMessages("sweep-job")).toBe(0);

  await restoreDeleted(jobId);
  expect(await rows()).toEqual(before);
});

test("a job that is restored before its images are gone is whole, and its sweep takes nothing more", async () => {
  const before = await rows();
  await remove();
  await restoreDeleted(jobId);
  expect(await rows()).toEqual(before);
  await sweepJob(jobId, never);
  expect(await rows()).toEqual(before);
  expect(await remove()).toBe(204);
  await sweepJob(jobId, never);
  expect(await left()).toBe(0);
});

test("a deletion that no worker completed before its time was over is completed", async () => {
  await remove();
  await db.$executeRaw`UPDATE "Deletion" SET "removeAfter" = now() - interval '2 days'`;
  await deleteOldDeletions();
  await sweepJob(jobId, never);
  expect([await left(), await db.generationJob.count()]).toEqual([0, 0]);
});

test("images of a cancelled job that have no row yet go with it, and come back where it is restored before", async () => {
  await makeManyProducts(150);
  const prompt = await loadPrompt({ imageTypeId: await makeImageType("Show {{product_title}}") });
  const selection = { exceptProductIds: [] };
  const { jobId: large } = await transaction((tx) => startJob(tx, plainJob(selection, "PT01", prompt)));
  await expect(fillJob(large, AbortSignal.abort())).rejects.toThrow();
  const filled = await db.generationTask.count({ where: { jobId: large } });
  const job = await commandJob(large, "cancel");
  await sweepJob(large, never);
  const removeLarge = () => DELETE(request("/", { method: "DELETE" }), context({ id: large }));
  expect((await removeLarge()).status).toBe(204);
  await fillJob(large, never);
  expect(await db.generationTask.count({ where: { jobId: large } })).toBe(filled - 2);
  expect(await db.draftBlock.count()).toBeGreaterThan(0);
  await restoreDeleted(large);
  await fillJob(large, never);
  expect(await db.generationTask.count({ where: { jobId: large, status: "CANCELLED" } })).toBe(150);
  expect(await commandJob(large, "cancel")).toMatchObject({ id: job?.id, cancelledImages: job?.totalImages });

  await removeLarge();
  await sweepJob(large, never);
  expect([await db.draftBlock.count(), await db.generationJob.count({ where: { id: large } })]).toEqual([0, 0]);
});
