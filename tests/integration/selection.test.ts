import { expect, test, vi } from "vitest";
import { POST as preview } from "#app/api/images/bulk-generate-by-variant/preview/route.ts";
import { POST } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { POST as summarize } from "#app/api/products/variants-summary/route.ts";
import { db } from "#lib/db/client.ts";
import { findImage } from "#lib/db/images/read.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { fillJob, sendJob } from "#lib/generation/fill-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { bulkGenerateResponseSchema, bulkPreviewResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { MAX_IMAGES_AT_ONCE } from "#lib/schemas/limits.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";
import { answer, jsonRequest, problem } from "#tests/support/request.ts";
import { waitingImages, waitingMessages } from "#tests/support/waiting-messages.ts";

/** So that a job can be met while it is written out, on PostgreSQL too. */
vi.mock("#lib/db/jobs/drafts.ts", async (original) => ({ ...(await original<object>()), BLOCKS_AT_ONCE: 1 }));

useDatabase();

const LARGE = MAX_IMAGES_AT_ONCE + 1_500;
const never = new AbortController().signal;

async function body(selection: object) {
  return { selection, variant: "PT01", imageTypeId: await makeImageType("Show {{product_title}} as {{asin}}") };
}

const start = async (selection: object) =>
  answer(await POST(jsonRequest("/", await body(selection)), {}), 201, bulkGenerateResponseSchema);
const show = async (selection: object, extra: object = {}) =>
  answer(await preview(jsonRequest("/", { ...(await body(selection)), ...extra }), {}), 200, bulkPreviewResponseSchema);

const rowsOf = async (jobId: string) => db.generationTask.findMany({ where: { jobId }, orderBy: { turn: "asc" } });
test("takes all that match a filter, but for the exceptions, in the order of the list", async () => {
  const mug = await makeProduct({ title: "Red mug", category: "Kitchen", photos: ["PT01"] });
  const cup = await makeProduct({ title: "Red cup", category: "Kitchen", photos: ["PT01"] });
  const out = await makeProduct({ title: "Red pot", category: "Kitchen", photos: ["PT01"] });
  const without = await makeProduct({ title: "Red pan", category: "Kitchen", photos: ["MAIN"] });
  await makeProduct({ title: "Red door", category: "House", photos: ["PT01"] });
  await makeProduct({ title: "Blue mug", category: "Kitchen", photos: ["PT01"] });
  const selection = { search: "RED", category: "Kitchen", exceptProductIds: [out] };

  const shown = await show(selection);
  expect(shown).toMatchObject({ totalImages: 2, skippedCount: 1, emptyVariables: [] });
  expect(shown.skipped).toEqual([{ productId: without, reason: "NO_SOURCE_IMAGE", title: "Red pan" }]);
  expect(shown.prompts.map(({ productId }) => productId)).toEqual([cup, mug]);
  expect((await show(selection, { promptFor: mug })).prompts.map(({ productId }) => productId)).toEqual([mug]);

  const { jobId, totalImages, skipped, skippedCount } = await start(selection);
  expect({ totalImages, skippedCount }).toEqual({ totalImages: 2, skippedCount: 1 });
  expect(skipped).toEqual([{ productId: without, reason: "NO_SOURCE_IMAGE" }]);
  expect((await rowsOf(jobId)).map(({ productId }) => productId)).toEqual([cup, mug]);
});

test("counts the whole catalogue as it counts a part of it, and names who leaves a variable empty", async () => {
  const nameless = await makeProduct({ title: "Bare mug", asin: null, category: "Kitchen", photos: ["PT01"] });
  const out = await makeProduct({ title: "Mug", category: "Kitchen", photos: ["PT01", "MAIN"] });
  const without = await makeProduct({ title: "Mug", asin: null, photos: ["MAIN"] });
  await makeProduct({ title: "Mug", photos: [{ variant: "PT01" }, { variant: "PT01", width: 90 }] });
  const missingValues = [{ productId: nameless, title: "Bare mug", missing: ["asin"] }];
  for (const filter of [{}, { search: "mug" }]) {
    expect(await show(filter)).toMatchObject({
      totalImages: 3,
      skippedCount: 1,
      emptyVariables: ["asin"],
      missingValues,
    });
    const less = { ...filter, exceptProductIds: [out, without, "nobody"] };
    expect(await show(less)).toMatchObject({
      totalImages: 2,
      skippedCount: 0,
      emptyVariables: ["asin"],
      missingValues,
    });
    const named = { ...filter, exceptProductIds: [nameless] };
    expect(await show(named)).toMatchObject({ totalImages: 2, skippedCount: 1, emptyVariables: [], missingValues: [] });
    const variant = { ...filter, variant: "PT01", exceptProductIds: [out, without] };
    expect(await show(variant)).toMatchObject({ totalImages: 2, skippedCount: 0, emptyVariables: ["asin"] });
  }
});

test("refuses both kinds at once, neither, and a selection of nothing", async () => {
  const id = await makeProduct({ photos: ["PT01"] });
  const both = { ...(await body({})), productIds: [id] };
  expect((await problem(await POST(jsonRequest("/", both), {}), 400)).errors?.[0]?.path).toBe("productIds");
  const { selection: _selection, ...neither } = both;
  await problem(await POST(jsonRequest("/", { ...neither, productIds: undefined }), {}), 400);
  await problem(await POST(jsonRequest("/", await body({ search: "nothing like it" })), {}), 422);
  await problem(await POST(jsonRequest("/", await body({ exceptProductIds: [id] })), {}), 422);
  expect(await db.generationJob.count()).toBe(0);
});

test.each([
  [{ serach: "mug" }, "serach"],
  [{ made: "none" }, "made"],
  [{ search: "mug", productIds: [] }, "productIds"],
])("refuses a selection with a field it does not know: %j", async (selection, field) => {
  await makeProduct({ photos: ["PT01"] });
  for (const handler of [POST, preview, summarize]) {
    const { errors } = await problem(await handler(jsonRequest("/", await body(selection)), {}), 400);
    expect(errors).toEqual([{ path: "selection", message: `A selection has no field "${field}".` }]);
  }
});

test("names 1,000 of those left out and counts all", async () => {
  await makeManyProducts(1_200, "MAIN");
  await makeProduct({ photos: ["PT01"] });
  const { skipped, skippedCount } = await start({});
  expect([skipped.length, skippedCount]).toEqual([1_000, 1_200]);
});

test("knows the size of a large job at once, and writes its images out in batches", async () => {
  await makeManyProducts(LARGE);
  const { jobId, totalImages } = await start({});
  expect(totalImages).toBe(LARGE);
  expect(await findJob(jobId)).toMatchObject({ status: "QUEUED", totalImages: LARGE });
  expect(await rowsOf(jobId)).toEqual([]);
  expect(await waitingMessages("fill-job")).toBe(1);

  await fillJob(jobId, never);
  await fillJob(jobId, never);
  const rows = await rowsOf(jobId);
  expect(rows).toHaveLength(LARGE);
  expect(new Set(rows.map(({ productId }) => productId)).size).toBe(LARGE);
  expect(await findImage(rows[0]?.id ?? "")).toMatchObject({ prompt: "Show Product 1 as M000000001" });
  expect(rows.at(-1)?.productId).toBe(`p${LARGE}`);
  expect(await waitingImages()).toBe(LARGE);
});

test("a large job that is cancelled while it is written out keeps its counts, and queues nothing more", async () => {
  await makeManyProducts(LARGE);
  const { jobId } = await start({ category: undefined });
  const afterOne = AbortSignal.abort(new Error("Stop after the first batch."));
  await expect(fillJob(jobId, afterOne)).rejects.toThrow("Stop after the first batch.");
  expect(await rowsOf(jobId)).toHaveLength(100);

  expect(await commandJob(jobId, "cancel")).toMatchObject({ status: "CANCELLED", cancelledImages: LARGE });
  await fillJob(jobId, never);
  const rows = await rowsOf(jobId);
  expect(rows).toHaveLength(LARGE);
  expect(rows.every(({ status, errorCode }) => status === "CANCELLED" && errorCode === "CANCELLED")).toBe(true);
  expect(await findJob(jobId)).toMatchObject({ status: "CANCELLED", cancelledImages: LARGE, totalImages: LARGE });
  expect(await waitingImages()).toBe(0);
});

test("a large job that is paused while it is written out sends its messages with resume", async () => {
  await makeManyProducts(LARGE);
  const { jobId } = await start({});
  await expect(fillJob(jobId, AbortSignal.abort(new Error("Stop.")))).rejects.toThrow("Stop.");
  await commandJob(jobId, "pause");
  await fillJob(jobId, never);
  expect(await waitingImages()).toBe(0);
  await commandJob(jobId, "resume");
  expect(await waitingMessages("send-job")).toBe(1);
  await sendJob(jobId, never);
  expect(await waitingImages()).toBe(LARGE);
});
