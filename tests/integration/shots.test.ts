import { expect, test } from "vitest";
import { POST as preview } from "#app/api/images/bulk-generate/preview/route.ts";
import { POST } from "#app/api/images/bulk-generate/route.ts";
import { GET as listReview } from "#app/api/review/route.ts";
import { db } from "#lib/db/client.ts";
import { findImage, listJobImages } from "#lib/db/images/read.ts";
import { findJob, findShotsOfJob } from "#lib/db/jobs/read.ts";
import { env } from "#lib/env.ts";
import { previewExport } from "#lib/export/preview.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { reviewImage } from "#lib/review/decide.ts";
import { changeImage } from "#lib/review/versions.ts";
import { jobPreviewSchema, jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { exportQuerySchema } from "#lib/schemas/export.ts";
import { reviewPageSchema } from "#lib/schemas/review.ts";
import { store } from "#lib/storage/storage.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { imageReply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, jsonRequest, problem, request } from "#tests/support/request.ts";

const { stub } = await useEngine();

const send = (body: object) => POST(jsonRequest("/", body), {});
const start = async (body: object) => answer(await send(body), 201, jobResponseSchema);
const look = async (body: object) => answer(await preview(jsonRequest("/", body), {}), 200, jobPreviewSchema);

/** Finished images of a job, in their order. */
async function made(body: object) {
  const { jobId } = await start(body);
  await finishedJob(jobId);
  return (await listJobImages(jobId, { limit: 200 })).images;
}

async function photoOf(productId: string, variant: string): Promise<Buffer> {
  const { storageKey } = await db.sourceImage.findFirstOrThrow({ where: { productId, variant } });
  return Buffer.from((await store().get(storageKey)) ?? []);
}

/** The current image of a shopper's view, of those of a product. */
async function currentOf(productId: string): Promise<string[]> {
  const images = await db.image.findMany({ where: { productId, isCurrent: true, isCandidate: false } });
  return images.map(({ id }) => id);
}

test("a job keeps its shots as they were asked for, so that another can be started like it", async () => {
  const imageTypeId = await makeImageType("Show {{product_title}}");
  const productIds = [await makeProduct({ title: "Mug", photos: ["MAIN"] })];
  const plain = {
    variant: "MAIN",
    imageTypeId,
    targetVariant: "MAIN",
    candidates: 1,
    alsoSend: [],
    aspectRatio: "1:1",
  };
  const second = { ...plain, name: "Banner", targetVariant: "OTHER", candidates: 3, alsoSend: ["BACK"] };
  const { jobId } = await start({
    productIds,
    shots: [
      { ...plain, name: "Front" },
      { ...second, aspectRatio: "16:9" },
    ],
  });
  const kept = {
    model: "gemini-3-pro-image",
    templateId: null,
    look: null,
    imageSize: null,
    prompt: "Show {{product_title}}",
  };
  expect(await findShotsOfJob(jobId)).toEqual([
    { ...plain, ...kept, name: "Front" },
    { ...second, ...kept, aspectRatio: "16:9", targetVariant: "OTHER:banner" },
  ]);
  await finishedJob(jobId);
});

test("the preview shows the first photo of a shot wherever its product is in the selection", async () => {
  const without = Array.from({ length: 1_001 }, (_, index) => ({ id: `none-${index}`, title: "Mug" }));
  await db.product.createMany({ data: without });
  const last = await makeProduct({ title: "Bowl", photos: ["MAIN"] });
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType() }];
  const body = { productIds: [...without.map(({ id }) => id), last], shots };
  expect((await look(body)).shots).toMatchObject([{ products: 1, skippedCount: 1_001, first: [{ productId: last }] }]);
});

test("makes the shots of each product together, each with its photos, prompt, ratio and size", async () => {
  const imageTypeId = await makeImageType("Show {{product_title}}");
  const whole = await makeProduct({ title: "Mug", photos: ["MAIN", "PT01", "BACK"] });
  const noBack = await makeProduct({ title: "Bowl", photos: ["MAIN", "PT01"] });
  const noDetail = await makeProduct({ title: "Cup", photos: ["MAIN"] });
  const shots = [
    { name: "Front", variant: "MAIN", imageTypeId },
    {
      ...{
        name: "Detail",
        variant: "PT01",
        targetVariant: "PT03",
        imageTypeId,
        customPrompt: "{{product_title}}, near",
      },
      // Its own photo is sent first, and only once.
      ...{ alsoSend: ["BACK", "MAIN", "PT01"], aspectRatio: "16:9", imageSize: "4K", candidates: 2 },
    },
  ];
  const body = { productIds: [whole, noBack, noDetail, "nobody"], shots };
  const { jobId, ...started } = await start(body);
  expect(started).toEqual({
    totalImages: 7,
    skipped: [
      { productId: noDetail, shot: 1, reason: "NO_SOURCE_IMAGE" },
      { productId: "nobody", shot: null, reason: "PRODUCT_NOT_FOUND" },
    ],
    skippedCount: 2,
  });
  await finishedJob(jobId);

  const config = (aspectRatio: string, imageSize: string) =>
    expect.objectContaining({ imageConfig: { aspectRatio, imageSize } });
  const front = async (productId: string, title: string) => ({
    source: await photoOf(productId, "MAIN"),
    further: [],
    prompt: `Show ${title}`,
    config: config("1:1", "2K"),
  });
  const detail = async (productId: string, title: string, further: string[]) => ({
    source: await photoOf(productId, "PT01"),
    further: await Promise.all(further.map((variant) => photoOf(productId, variant))),
    prompt: expect.stringMatching(new RegExp(`the same product from other sides.*\n\n${title}, near$`)),
    config: config("16:9", "4K"),
  });
  expect(stub.calls.map(({ source, further, prompt, config }) => ({ source, further, prompt, config }))).toEqual([
    await front(whole, "Mug"),
    await detail(whole, "Mug", ["BACK", "MAIN"]),
    await detail(whole, "Mug", ["BACK", "MAIN"]),
    await front(noBack, "Bowl"),
    await detail(noBack, "Bowl", ["MAIN"]),
    await detail(noBack, "Bowl", ["MAIN"]),
    await front(noDetail, "Cup"),
  ]);

  const job = await findJob(jobId);
  expect(job).toMatchObject({ status: "COMPLETED", completedImages: 7, variant: null, prompt: null });
  const rest = { model: "gemini-3-pro-image", lookName: null, failed: 0, cancelled: 0, earlierPrompts: [] };
  expect(job?.shots).toEqual([
    { name: "Front", variant: "MAIN", targetVariant: "MAIN", ...rest, total: 3, completed: 3 },
    { name: "Detail", variant: "PT01", targetVariant: "PT03", ...rest, total: 4, completed: 4 },
  ]);
  const { images } = await listJobImages(jobId, { limit: 200 });
  expect(images.map(({ targetVariant, candidate, current }) => [targetVariant, candidate, current])).toEqual([
    ["MAIN", false, true],
    ["PT03", true, false],
    ["PT03", true, false],
    ["MAIN", false, true],
    ["PT03", true, false],
    ["PT03", true, false],
    ["MAIN", false, true],
  ]);
});

test("says the same beforehand, with the first photos and prompts of each shot", async () => {
  const imageTypeId = await makeImageType("Show {{product_title}}");
  const productId = await makeProduct({ title: "Mug", photos: ["MAIN", "PT01"] });
  const noDetail = await makeProduct({ title: "Cup", photos: ["MAIN"] });
  const shots = [
    { variant: "MAIN", imageTypeId, candidates: 3 },
    { name: "Detail", variant: "PT01", imageTypeId, customPrompt: "Near" },
    { name: "Back", variant: "BACK", targetVariant: "PT02", imageTypeId },
  ];
  const seen = await look({ productIds: [productId, noDetail, "nobody"], shots });
  expect(seen).toMatchObject({ totalImages: 7, skippedCount: 4 });
  expect(seen.shots).toMatchObject([
    {
      variant: "MAIN",
      products: 2,
      images: 6,
      skippedCount: 0,
      first: [{ prompt: "Show Mug" }, { prompt: "Show Cup" }],
    },
    { name: "Detail", products: 1, images: 1, skippedCount: 1, first: [{ productId, prompt: "Near" }] },
    { name: "Back", targetVariant: "PT02", products: 0, images: 0, skippedCount: 2, first: [] },
  ]);
  expect(seen.skipped.map(({ title, shot, reason }) => [title, shot, reason])).toEqual([
    ["Mug", 2, "NO_SOURCE_IMAGE"],
    ["Cup", 1, "NO_SOURCE_IMAGE"],
    ["Cup", 2, "NO_SOURCE_IMAGE"],
    [null, null, "PRODUCT_NOT_FOUND"],
  ]);
  expect(await db.generationJob.count()).toBe(0);
});

test.each([
  ["picked", (id: string) => changeImage(id, { current: true })],
  ["approved", (id: string) => reviewImage(id, { decision: "approve" })],
])("of several images for a variant none is current before one is %s; review lists them all", async (_how, choose) => {
  const imageTypeId = await makeImageType();
  const productId = await makeProduct();
  const shot = { variant: "MAIN", imageTypeId };
  const [before] = await made({ productIds: [productId], shots: [shot] });
  expect(await currentOf(productId)).toEqual([before?.id]);
  // Two shots for the same variant, one of them twice.
  const images = await made({ productIds: [productId], shots: [shot, { ...shot, candidates: 2 }] });
  expect(await currentOf(productId)).toEqual([before?.id]);
  const { images: listed } = await answer(
    await listReview(request(`/?productId=${productId}`), {}),
    200,
    reviewPageSchema,
  );
  expect(listed.map(({ candidate }) => candidate).toSorted()).toEqual([false, true, true, true]);

  const chosen = images[1]?.id ?? "";
  expect(await choose(chosen)).toMatchObject({ current: true, candidate: false });
  expect(await currentOf(productId)).toContain(chosen);
  expect(await findImage(images[0]?.id ?? "")).toMatchObject({ current: false, candidate: true });
});

test("a candidate that no longer is current is a candidate again", async () => {
  const body = {
    productIds: [await makeProduct()],
    shots: [{ variant: "MAIN", imageTypeId: await makeImageType(), candidates: 2 }],
  };
  const [first] = await made(body);
  const id = first?.id ?? "";
  await changeImage(id, { current: true });
  expect(await changeImage(id, { current: false })).toMatchObject({ current: false, candidate: true });
});

test("only what is missing is made, and nothing twice", async () => {
  const imageTypeId = await makeImageType();
  const [one, two] = [await makeProduct(), await makeProduct()];
  const shots = [
    { variant: "MAIN", imageTypeId },
    { variant: "MAIN", targetVariant: "PT01", imageTypeId, candidates: 2 },
  ];
  const body = { productIds: [one, two], shots, onlyMissing: true };
  await made({ productIds: [one], shots: shots.slice(0, 1) });
  const images = await made(body);
  expect(images.map(({ productId, targetVariant }) => [productId, targetVariant])).toEqual([
    [one, "PT01"],
    [one, "PT01"],
    [two, "MAIN"],
    [two, "PT01"],
    [two, "PT01"],
  ]);
  const again = await look(body);
  expect(again).toMatchObject({ totalImages: 0, skippedCount: 4 });
  expect(new Set(again.skipped.map(({ reason }) => reason))).toEqual(new Set(["ALREADY_MADE"]));
  expect((await problem(await send(body), 422)).errors).toEqual([
    { path: "shots", message: expect.stringContaining("Nothing is missing") },
  ]);

  await reviewImage(images[0]?.id ?? "", { decision: "reject" });
  expect(await look(body)).toMatchObject({ totalImages: 0 });
  await reviewImage(images[1]?.id ?? "", { decision: "reject" });
  expect(await look(body)).toMatchObject({ totalImages: 2 });
});

test("what another job is making is not missing, unless it was cancelled", async () => {
  stub.reply = () => new Promise(() => {});
  const imageTypeId = await makeImageType();
  const body = { productIds: [await makeProduct()], shots: [{ variant: "MAIN", imageTypeId }], onlyMissing: true };
  const { jobId } = await start(body);
  expect((await look(body)).skipped.map(({ reason }) => reason)).toEqual(["BEING_MADE"]);
  await commandJob(jobId, "cancel");
  expect(await look(body)).toMatchObject({ totalImages: 1 });
});

test("what is for no variant keeps its shape and is exported into a folder of its own, under its name", async () => {
  stub.reply = async () => imageReply(await drawPicture({ width: 1_600, height: 900, format: "png" }));
  const productId = await makeProduct({ asin: "B000000042", photos: ["MAIN"] });
  const shot = { name: "Héro banner!", variant: "MAIN", imageTypeId: await makeImageType(), aspectRatio: "16:9" };
  const targets = ["OTHER", "other: Store tile", "PT01"];
  const images = await made({
    productIds: [productId],
    shots: targets.map((targetVariant) => ({ ...shot, targetVariant })),
  });
  expect(images.map(({ targetVariant }) => targetVariant)).toEqual(["OTHER:hero-banner", "OTHER:store-tile", "PT01"]);
  expect(images.map(({ checks }) => checks.some(({ id }) => id === "aspect"))).toEqual([false, false, true]);
  for (const { id } of images) await reviewImage(id, { decision: "approve" });
  const exported = async (query: string) =>
    (await previewExport(exportQuerySchema.parse(query ? { variant: query } : {}))).files;
  expect((await exported("")).map(({ file }) => file).toSorted()).toEqual([
    "B000000042.PT01.jpg",
    "other/B000000042_hero-banner.jpg",
    "other/B000000042_store-tile.jpg",
  ]);
  expect(await exported("other:hero banner")).toHaveLength(1);
});

test("a cancelled job counts by shot what it no longer makes", async () => {
  stub.reply = () => new Promise(() => {});
  const imageTypeId = await makeImageType();
  const shots = [
    { variant: "MAIN", imageTypeId },
    { variant: "PT01", imageTypeId, candidates: 2 },
  ];
  const { jobId } = await start({ productIds: [await makeProduct({ photos: ["MAIN", "PT01"] })], shots });
  await commandJob(jobId, "cancel");
  expect((await findJob(jobId))?.shots).toMatchObject([
    { total: 1, cancelled: 1 },
    { total: 2, cancelled: 2 },
  ]);
});

test.each<[string, object, string]>([
  ["a ratio", { aspectRatio: "8:1" }, "aspectRatio"],
  ["a size", { imageSize: "512" }, "imageSize"],
  ["an unknown variant of a further photo", { alsoSend: ["PT01", "XX"] }, "alsoSend"],
  ["more pictures", { alsoSend: ["PT01", "PT02", "PT03"] }, "alsoSend"],
  ["another model", { model: "gemini-9" }, "model"],
  ["an unknown template", { templateId: "nothing" }, "templateId"],
  ["a prompt that nothing fills", { customPrompt: "{{nonsense}}" }, "customPrompt"],
  ["no known variant to make", { variant: "SIDE2" }, "targetVariant"],
  ["no name for a file", { targetVariant: "OTHER", name: "…" }, "name"],
])("refuses %s that the model doesn't offer or nobody knows, and says where", async (_what, change, field) => {
  env().GEMINI_IMAGE_MODEL = "gemini-2.5-flash-image";
  const plain = { variant: "MAIN", imageTypeId: await makeImageType() };
  const response = await send({ productIds: [await makeProduct()], shots: [plain, { ...plain, ...change }] });
  const { errors } = await problem(response, 422);
  expect(errors?.map(({ path }) => path)).toEqual([`shots.1.${field}`]);
  expect(await db.generationJob.count()).toBe(0);
});

test.each<[string, object]>([
  ["no shot", { shots: [] }],
  ["thirteen shots", { shots: Array.from({ length: 13 }, () => ({ variant: "MAIN", imageTypeId: "t" })) }],
  ["five candidates", { shots: [{ variant: "MAIN", imageTypeId: "t", candidates: 5 }] }],
  ["an unknown target", { shots: [{ variant: "MAIN", imageTypeId: "t", targetVariant: "PT1000" }] }],
  ["a misspelt field", { shots: [{ variant: "MAIN", imageTypeId: "t", candidate: 2 }] }],
  ["products and a selection", { selection: {}, shots: [{ variant: "MAIN", imageTypeId: "t" }] }],
])("refuses a body with %s", async (_what, change) => {
  await problem(await send({ productIds: ["p"], ...change }), 400);
});
