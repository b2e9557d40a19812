import { expect, test } from "vitest";
import { GET as JOB_IMAGES } from "#app/api/jobs/[id]/images/route.ts";
import { DELETE, GET, PATCH } from "#app/api/products/[id]/route.ts";
import { POST } from "#app/api/products/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { jobImagesSchema } from "#lib/schemas/image.ts";
import { type Product, productSchema } from "#lib/schemas/product.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { finishReply } from "#tests/support/gemini-stub.ts";
import { removeAll } from "#tests/support/removals.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

const { stub, stopWorker } = await useEngine({ maxAttempts: 1 });

const create = (body: unknown) => POST(jsonRequest("/", body), {});
const created = async (body: unknown): Promise<Product> => answer(await create(body), 201, productSchema);
const change = (id: string, body: unknown) => PATCH(jsonRequest("/", body, { method: "PATCH" }), context({ id }));
const remove = (id: string) => DELETE(request("/", { method: "DELETE" }), context({ id }));
const shown = (id: string) => GET(request("/"), context({ id }));

async function startJob(productIds: string[]): Promise<string> {
  const imageTypeId = await makeImageType("{{product_title}}");
  return (await startBulkGeneration({ productIds, variant: "MAIN", imageTypeId }, null)).jobId;
}

async function keysOf(productId: string): Promise<string[]> {
  const where = { productId };
  const rows = [...(await db.sourceImage.findMany({ where })), ...(await db.generatedImage.findMany({ where }))];
  return rows.flatMap(({ storageKey }) => (storageKey ? [storageKey, thumbnailKey(storageKey)] : []));
}

const stored = async (keys: string[]) =>
  (await Promise.all(keys.map((key) => store().get(key)))).filter((bytes) => bytes !== null).length;

test("makes a product and changes what is sent of it", async () => {
  const { id, ...product } = await created({ title: " Mug ", asin: " b000000001 ", sku: "", category: "Kitchen" });
  expect(product).toMatchObject({ title: "Mug", asin: "B000000001", sku: null, category: "Kitchen", sourceImages: [] });
  const changed = await answer(await change(id, { sku: "S1", category: null }), 200, productSchema);
  expect(changed).toMatchObject({ title: "Mug", asin: "B000000001", sku: "S1", category: null });
  expect(await answer(await change(id, {}), 200, productSchema)).toEqual(changed);
  expect(await answer(await change(id, { asin: "" }), 200, productSchema)).toMatchObject({ asin: null });
});

test.each([
  [{}, "title"],
  [{ title: "  " }, "title"],
  [{ title: "T".repeat(501) }, "title"],
  [{ title: "T\0" }, "title"],
  [{ title: "T", asin: "B1" }, "asin"],
  [{ title: "T", sku: "S".repeat(101) }, "sku"],
  [{ title: "T", category: 7 }, "category"],
  [{ title: ["T"] }, "title"],
])("refuses %j, naming the field", async (body, path) => {
  const { errors } = await problem(await create(body), 400);
  expect(errors?.[0]?.path).toBe(path);
});

test("refuses an ASIN or a SKU that another product has, also when both come at once", async () => {
  const first = await created({ title: "One", asin: "B000000001", sku: "S1" });
  const taken = await problem(await create({ title: "Two", asin: "b000000001", sku: "S1" }), 409);
  expect(taken.errors?.map(({ path }) => path)).toEqual(["asin", "sku"]);
  const second = await created({ title: "Two" });
  expect((await problem(await change(second.id, { sku: "S1" }), 409)).errors?.[0]?.path).toBe("sku");
  await answer(await change(first.id, { sku: "S1" }), 200, productSchema);
  const both = await Promise.all([1, 2, 3].map(() => create({ title: "Three", asin: "B000000003" })));
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});

test("deletes a product with its pictures; the ended job keeps its title and ASIN", async () => {
  const id = await makeProduct({ title: "Mug", asin: "B000000001", photos: ["MAIN", "PT01"] });
  const jobId = await startJob([id]);
  await finishedJob(jobId);
  const keys = await keysOf(id);
  expect([keys.length, await stored(keys)]).toEqual([6, 6]);
  expect((await remove(id)).status).toBe(204);
  expect(await stored(keys)).toBe(6);
  await removeAll();
  expect(await stored(keys)).toBe(0);
  await problem(await shown(id), 404);
  await problem(await remove(id), 404);
  const { images } = await answer(await JOB_IMAGES(request("/"), context({ id: jobId })), 200, jobImagesSchema);
  expect(images).toMatchObject([
    { productId: null, productTitle: "Mug", asin: "B000000001", status: "COMPLETED", url: null, sourceUrl: null },
  ]);
  expect(await findJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 1 });
});

test("keeps a failed image's error, and does not retry it without its product", async () => {
  stub.reply = (call) => finishReply(call.prompt.includes("Bad") ? "IMAGE_SAFETY" : "IMAGE_OTHER");
  const bad = await makeProduct({ title: "Bad", asin: "B000000001" });
  const other = await makeProduct({ title: "Other" });
  const jobId = await startJob([bad, other]);
  await finishedJob(jobId);
  expect((await remove(bad)).status).toBe(204);
  const errors = (await findJob(jobId))?.errorLog.filter(({ productId }) => productId === null);
  expect(errors).toMatchObject([{ title: "Bad", asin: "B000000001", code: "BLOCKED_SAFETY" }]);
  await commandJob(jobId, "retry-failed");
  expect(await finishedJob(jobId)).toMatchObject({ failedImages: 2, totalImages: 2 });
  await remove(other);
  await expect(commandJob(jobId, "retry-failed")).rejects.toMatchObject({ code: "conflict" });
});

test("keeps a product that a job which has not ended uses", async () => {
  await stopWorker();
  const id = await makeProduct();
  const jobId = await startJob([id]);
  await problem(await remove(id), 409);
  await commandJob(jobId, "pause");
  await problem(await remove(id), 409);
  await commandJob(jobId, "cancel");
  expect((await remove(id)).status).toBe(204);
});

test("a product deleted while a job is started with it is in the job and stays, or is left out and goes", async () => {
  await stopWorker();
  for (let round = 0; round < 25; round += 1) {
    const [id, other] = await Promise.all([makeProduct(), makeProduct()]);
    const [jobId, removed] = await Promise.all([startJob([id, other]), remove(id)]);
    const job = await findJob(jobId);
    expect([204, 409]).toContain(removed.status);
    expect(job?.totalImages).toBe(removed.status === 204 ? 1 : 2);
    const images = await db.generationTask.findMany({ where: { jobId } });
    expect(images.every(({ productId }) => productId !== null)).toBe(true);
    await commandJob(jobId, "cancel");
  }
});

test("is deleted once, however many ask at once", async () => {
  const id = await makeProduct();
  const answers = await Promise.all([1, 2, 3].map(() => remove(id)));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
});

test("knows nothing of a product that is not there", async () => {
  for (const id of ["none", "../x", "%00", "x".repeat(100)]) {
    await problem(await change(id, { title: "T" }), 404);
    await problem(await remove(id), 404);
  }
});
