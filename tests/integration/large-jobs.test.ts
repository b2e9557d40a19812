import { beforeEach, expect, test, vi } from "vitest";
import { POST as preview } from "#app/api/images/bulk-generate-by-variant/preview/route.ts";
import { POST } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { editProduct } from "#lib/catalog/edit-product.ts";
import { movePhotos } from "#lib/catalog/photos.ts";
import { db, transaction } from "#lib/db/client.ts";
import { findImage } from "#lib/db/images/read.ts";
import { cancelDrafts, restoreDrafts } from "#lib/db/jobs/drafts.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { fillJob, sendJob } from "#lib/generation/fill-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { plainJob } from "#lib/generation/plan-job.ts";
import { loadPrompt } from "#lib/generation/prompts.ts";
import { startJob } from "#lib/generation/start-job.ts";
import { bulkGenerateResponseSchema, bulkPreviewResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";
import { answer, jsonRequest, problem } from "#tests/support/request.ts";
import { waitingImages, waitingMessages } from "#tests/support/waiting-messages.ts";

/** Three images make a large job here, seven are too many. */
vi.mock("#lib/schemas/limits.ts", async (original) => ({
  ...(await original<object>()),
  MAX_IMAGES_AT_ONCE: 2,
  MAX_IMAGES_PER_JOB: 6,
}));

useDatabase();

const never = new AbortController().signal;
let imageTypeId = "";
beforeEach(async () => {
  imageTypeId = await makeImageType("Show {{product_title}}");
});

const send = (selection: object, key?: string) =>
  POST(
    jsonRequest("/", { selection, variant: "PT01", imageTypeId }, { headers: key ? { "idempotency-key": key } : {} }),
    {},
  );
const start = async (selection: object, key?: string) =>
  answer(await send(selection, key), 201, bulkGenerateResponseSchema);

/** Notes the images of a large job, in a transaction that stays open while `meanwhile` runs. */
async function note(meanwhile: () => Promise<void> = async () => {}) {
  const prompt = await loadPrompt({ imageTypeId });
  return transaction(async (tx) => {
    const started = await startJob(tx, plainJob({ exceptProductIds: [] }, "PT01", prompt));
    await meanwhile();
    return started;
  });
}

async function fill(jobId: string) {
  await fillJob(jobId, never);
  return db.generationTask.findMany({ where: { jobId }, orderBy: { turn: "asc" } });
}

async function expectNothingStarted(): Promise<void> {
  expect([await db.generationJob.count(), await db.draftBlock.count()]).toEqual([0, 0]);
  expect(await waitingMessages("fill-job")).toBe(0);
}

test("takes what failed in the last job, which is not the new one; the same key gets the same answer again", async () => {
  await makeManyProducts(4);
  const first = await start({});
  await fill(first.jobId);
  await db.generationTask.updateMany({
    where: { jobId: first.jobId, productId: { not: "p4" } },
    data: { status: "FAILED" },
  });
  const body = { selection: { failedIn: "last" }, variant: "PT01", imageTypeId };
  const shown = await answer(await preview(jsonRequest("/", body), {}), 200, bulkPreviewResponseSchema);
  expect(shown).toMatchObject({ totalImages: 3, skippedCount: 0 });

  const again = await start({ failedIn: "last" }, "click-1");
  expect(again).toMatchObject({ totalImages: 3, skippedCount: 0 });
  expect((await fill(again.jobId)).map(({ productId }) => productId)).toEqual(["p1", "p2", "p3"]);
  expect(await start({ failedIn: "last" }, "click-1")).toEqual(again);
  await problem(await send({ failedIn: "nobody" }, "click-1"), 409);
  expect(await db.generationJob.count()).toBe(2);
});

test("however many clicks there are at once, a selection and a key make one job", async () => {
  await makeManyProducts(3);
  const answers = await Promise.all(Array.from({ length: 8 }, () => start({}, "click-1")));
  expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(1);
  expect(await db.generationJob.count()).toBe(1);
});

test("refuses more images than a job makes", async () => {
  await makeManyProducts(7);
  const { errors } = await problem(await send({}), 422);
  expect(errors).toEqual([{ path: "selection", message: "A job generates at most 6 images." }]);
  await expectNothingStarted();
  expect(await start({ exceptProductIds: ["p7"] })).toMatchObject({ totalImages: 6, skippedCount: 0 });
});

test.each([
  ["have become too many", 7],
  ["are gone", 0],
])("refuses products that %s between the look and the start", async (_what, count) => {
  await makeManyProducts(count);
  await expect(note()).rejects.toMatchObject({ code: "unprocessable" });
  await expectNothingStarted();
});

test("tells who is left out as it was when the images were noted", async () => {
  await makeManyProducts(3);
  const without = [await makeProduct(), await makeProduct()].toReversed();
  expect(await start({})).toMatchObject({
    totalImages: 3,
    skippedCount: 2,
    skipped: without.map((productId) => ({ productId, reason: "NO_SOURCE_IMAGE" })),
  });
});

test("makes one row for each image it promised, whatever is edited, moved or deleted meanwhile", async () => {
  await makeManyProducts(5);
  const { jobId, totalImages } = await start({ search: "product" });
  await editProduct("p1", { title: "Renamed" });
  await movePhotos("p2", { s2: "MAIN" });
  await db.product.delete({ where: { id: "p3" } });
  await db.sourceImage.delete({ where: { id: "s4" } });
  const rows = await fill(jobId);
  expect(totalImages).toBe(5);
  expect(rows.map(({ productId, sourceImageId }) => [productId, sourceImageId])).toEqual([
    ["p1", "s1"],
    ["p2", "s2"],
    [null, null],
    ["p4", null],
    ["p5", "s5"],
  ]);
  expect(await findImage(rows[0]?.id ?? "")).toMatchObject({ prompt: "Show Renamed" });
  expect(await findJob(jobId)).toMatchObject({ totalImages: 5, completedImages: 0, failedImages: 0 });
});

test("makes named products in their order, and names those without the variant or that are gone", async () => {
  await makeManyProducts(4);
  const without = await makeProduct();
  const productIds = ["p3", "gone", "p1", without, "p4"];
  const { jobId, ...started } = await answer(
    await POST(jsonRequest("/", { productIds, variant: "PT01", imageTypeId }), {}),
    201,
    bulkGenerateResponseSchema,
  );
  expect(started).toEqual({
    totalImages: 3,
    skippedCount: 2,
    skipped: [
      { productId: "gone", reason: "PRODUCT_NOT_FOUND" },
      { productId: without, reason: "NO_SOURCE_IMAGE" },
    ],
  });
  expect(await db.generationTask.count()).toBe(0);
  expect((await fill(jobId)).map(({ productId, turn }) => [productId, turn])).toEqual([
    ["p3", 0],
    ["p1", 1],
    ["p4", 2],
  ]);
});

test("makes each image of the largest photo of its product", async () => {
  await makeManyProducts(3);
  const photo = { variant: "PT01", storageKey: "source-images/more", mimeType: "image/jpeg", bytes: 1, sha256: "more" };
  await db.sourceImage.createMany({
    data: [
      { ...photo, id: "larger", productId: "p2", width: 200, height: 100 },
      { ...photo, id: "smaller", productId: "p3", width: 100, height: 99 },
      { ...photo, id: "other", productId: "p3", variant: "MAIN", width: 900, height: 900 },
    ],
  });
  const rows = await fill((await start({})).jobId);
  expect(rows.map(({ sourceImageId }) => sourceImageId)).toEqual(["s1", "larger", "s3"]);
});

test("counts the images without a row that are cancelled, and those that are no longer", async () => {
  await makeManyProducts(4);
  const { jobId } = await start({});
  const counts = await transaction(async (tx) => [
    await cancelDrafts(tx, jobId, "MODEL_GONE"),
    await cancelDrafts(tx, jobId, "CANCELLED"),
    await restoreDrafts(tx, jobId),
    await cancelDrafts(tx, jobId, "CANCELLED"),
    await restoreDrafts(tx, jobId),
  ]);
  expect(counts).toEqual([4, 0, 4, 4, 0]);
  expect((await fill(jobId)).map(({ status }) => status)).toEqual(Array(4).fill("CANCELLED"));
});

test("a job that continues gets its messages from a worker, in its order, once", async () => {
  await makeManyProducts(4);
  const { jobId } = await start({});
  await fill(jobId);
  await commandJob(jobId, "pause");
  expect(await waitingImages()).toBe(0);
  await commandJob(jobId, "resume");
  expect([await waitingImages(), await waitingMessages("send-job")]).toEqual([0, 1]);
  await sendJob(jobId, never);
  expect(await waitingImages()).toBe(4);
  expect((await fill(jobId)).map(({ productId, turn }) => [productId, turn])).toEqual([
    ["p1", 0],
    ["p2", 1],
    ["p3", 2],
    ["p4", 3],
  ]);
});

test("a job that is paused or cancelled again gets no messages", async () => {
  await makeManyProducts(3);
  const { jobId } = await start({});
  await fill(jobId);
  for (const command of ["pause", "resume", "pause"] as const) await commandJob(jobId, command);
  await sendJob(jobId, never);
  expect(await waitingImages()).toBe(0);
  await commandJob(jobId, "cancel");
  await sendJob(jobId, never);
  await sendJob("nobody", never);
  expect(await waitingImages()).toBe(0);
});
