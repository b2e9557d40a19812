import { createHash } from "node:crypto";
import sharp from "sharp";
import { expect, test } from "vitest";
import { POST } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { db } from "#lib/db/client.ts";
import { listJobImages } from "#lib/db/images/read.ts";
import { findProduct } from "#lib/db/products/read.ts";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { generatedKey, thumbnailKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply, imageReply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, jsonRequest } from "#tests/support/request.ts";

const { stub } = await useEngine();

async function start(productIds: string[], choice: object) {
  const response = await POST(jsonRequest("/", { productIds, variant: "PT01", ...choice }), {});
  return answer(response, 201, bulkGenerateResponseSchema);
}

test("sends each product's own photo with its own prompt, one at a time, and stores what comes back", async () => {
  const titles = ["Mug $& {{asin}}", "Cushion", "Lamp"];
  const ids = await Promise.all(titles.map((title) => makeProduct({ title, photos: ["MAIN", "PT01"] })));
  const imageTypeId = await makeImageType("Show {{product_title}} ({{variant}})");

  const { jobId, totalImages, skipped } = await start(ids, { imageTypeId });
  expect({ totalImages, skipped }).toEqual({ totalImages: 3, skipped: [] });
  const job = await finishedJob(jobId);

  expect(job).toMatchObject({
    status: "COMPLETED",
    totalImages: 3,
    completedImages: 3,
    failedImages: 0,
    cancelledImages: 0,
    errorLog: [],
  });
  expect(stub.calls.map(({ prompt }) => prompt).sort()).toEqual(titles.map((title) => `Show ${title} (PT01)`).sort());
  expect(stub.calls.map(({ open }) => open)).toEqual([1, 1, 1]);
  const { images } = await listJobImages(jobId, { limit: 10 });
  expect(images.map(({ productId }) => productId)).toEqual(ids);
  for (const image of images) {
    const source = await store().get((image.sourceUrl ?? "").replace("/api/files/", ""));
    const call = stub.calls.find(({ prompt }) => prompt === image.prompt);
    expect(call?.source.equals(source ?? Buffer.alloc(0))).toBe(true);
    expect(call).toMatchObject({
      mimeType: "image/jpeg",
      key: "test-key",
      path: "/v1beta/models/gemini-3-pro-image:generateContent",
    });
    const stored = Buffer.from((await store().get(generatedKey(image.id))) ?? []);
    expect(stored.equals(Buffer.from(source ?? []))).toBe(false);
    expect(await sharp(stored).metadata()).toMatchObject({ width: image.width, height: image.height, format: "png" });
    expect(await store().get(thumbnailKey(generatedKey(image.id)))).not.toBeNull();
    expect(image).toMatchObject({
      status: "COMPLETED",
      attempts: 1,
      mimeType: "image/png",
      bytes: stored.length,
      model: "gemini-3-pro-image",
      origin: "model",
    });
  }
});

test("a finished image counts for its product and leaves the product's row as it was", async () => {
  const id = await makeProduct({ photos: ["PT01"] });
  const row = () => db.$queryRaw`SELECT ctid::text AS place, xmin::text AS writer FROM "Product" WHERE id = ${id}`;
  const before = await row();
  await finishedJob((await start([id], { imageTypeId: await makeImageType() })).jobId);
  expect(await findProduct(id)).toMatchObject({ generatedImageCount: 1 });
  expect(await row()).toEqual(before);
});

test("asks for both modalities, a square, and 2K where the model has it", async () => {
  const { jobId } = await start([await makeProduct({ photos: ["PT01"] })], { imageTypeId: await makeImageType() });
  await finishedJob(jobId);
  expect(stub.calls[0]?.config).toEqual({
    responseModalities: ["TEXT", "IMAGE"],
    imageConfig: { aspectRatio: "1:1", imageSize: "2K" },
  });
});

test("uses the photo with the most pixels where a variant has several", async () => {
  const photos = [
    { variant: "PT01", width: 90, height: 90 },
    { variant: "PT01", width: 200, height: 100 },
    { variant: "PT01", width: 120, height: 120 },
  ];
  const { jobId } = await start([await makeProduct({ photos })], { imageTypeId: await makeImageType() });
  await finishedJob(jobId);
  expect(await sharp(stub.calls[0]?.source).metadata()).toMatchObject({ width: 200, height: 100 });
});

test("converts a photo only where Gemini can't take it", async () => {
  const photos = [{ variant: "PT01", format: "tiff" as const }];
  const { jobId } = await start([await makeProduct({ photos })], { imageTypeId: await makeImageType() });
  await finishedJob(jobId);
  expect(stub.calls[0]?.mimeType).toBe("image/png");
  expect(await sharp(stub.calls[0]?.source).metadata()).toMatchObject({ format: "png", width: 60, height: 40 });
});

test("keeps the last picture that is no thought, as the bytes it came in", async () => {
  const [draft, thought, result] = await Promise.all([drawPicture(), drawPicture(), drawPicture()]);
  const part = (bytes: Buffer) => ({ inlineData: { mimeType: "image/jpeg", data: bytes.toString("base64") } });
  stub.reply = () => ({
    body: {
      candidates: [
        { content: { parts: [part(draft), part(result), { ...part(thought), thought: true }] }, finishReason: "STOP" },
      ],
    },
  });
  const { jobId } = await start([await makeProduct({ photos: ["PT01"] })], { imageTypeId: await makeImageType() });
  await finishedJob(jobId);
  const { images } = await listJobImages(jobId, { limit: 1 });
  const stored = Buffer.from((await store().get(generatedKey(images[0]?.id ?? ""))) ?? []);
  expect(createHash("sha256").update(stored).digest("hex")).toBe(createHash("sha256").update(result).digest("hex"));
  expect(images[0]).toMatchObject({ mimeType: "image/jpeg" });
});

test("fails the image that is refused, with a reason, and makes the others", async () => {
  const bad = await makeProduct({ title: "Bad one", photos: ["PT01"] });
  const good = await makeProduct({ title: "Good one", photos: ["PT01"] });
  stub.reply = (call) => (call.prompt.includes("Bad") ? finishReply("IMAGE_SAFETY") : drawReply());
  const { jobId } = await start([bad, good], { imageTypeId: await makeImageType() });
  const job = await finishedJob(jobId);
  expect(job).toMatchObject({ status: "COMPLETED", completedImages: 1, failedImages: 1 });
  expect(job.errorLog).toEqual([expect.objectContaining({ productId: bad, title: "Bad one", code: "BLOCKED_SAFETY" })]);
  expect(stub.calls).toHaveLength(2);
});

test("tries again after a 503, a hang and a dropped connection, and waits the time that a 429 names", async () => {
  const replies = [
    errorReply(503),
    { delayMs: 4_000, body: {} },
    { hangUp: true },
    errorReply(429, "Slow down.", [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "0.5s" }]),
  ];
  stub.reply = (_call, index) => replies[index] ?? drawReply();
  const { jobId } = await start([await makeProduct({ photos: ["PT01"] })], { imageTypeId: await makeImageType() });
  const job = await finishedJob(jobId);
  const { images } = await listJobImages(jobId, { limit: 1 });
  expect(job).toMatchObject({ status: "COMPLETED", completedImages: 1, failedImages: 0 });
  expect(stub.calls).toHaveLength(5);
  expect(images[0]).toMatchObject({ status: "COMPLETED", attempts: 4, errorCode: null, errorMessage: null });
});

test("never passes the source photo off as a result", async () => {
  stub.reply = (call) => imageReply(call.source, call.mimeType);
  const { jobId } = await start([await makeProduct({ photos: ["PT01"] })], { imageTypeId: await makeImageType() });
  expect(await finishedJob(jobId)).toMatchObject({
    status: "FAILED",
    completedImages: 0,
    errorLog: [{ code: "NO_IMAGE" }],
  });
});

test("never makes an image of something else when the source photo is gone", async () => {
  const product = await makeProduct({ photos: ["PT01"] });
  const imageTypeId = await makeImageType();
  const { POST: preview } = await import("#app/api/images/bulk-generate-by-variant/preview/route.ts");
  const body = (await (
    await preview(jsonRequest("/", { productIds: [product], variant: "PT01", imageTypeId }), {})
  ).json()) as { sources: { thumbnailUrl: string }[] };
  await store().remove((body.sources[0]?.thumbnailUrl ?? "").replace("/api/files/thumbnails/", ""));
  const { jobId } = await start([product], { imageTypeId });
  expect(await finishedJob(jobId)).toMatchObject({ status: "FAILED", errorLog: [{ code: "SOURCE_MISSING" }] });
  expect(stub.calls).toHaveLength(0);
});
