import { expect, test } from "vitest";
import { POST } from "#app/api/images/generate/route.ts";
import { db } from "#lib/db/client.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { generateImageResponseSchema } from "#lib/schemas/image.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply } from "#tests/support/gemini-stub.ts";
import { answer, jsonRequest, problem } from "#tests/support/request.ts";

const { stub } = await useEngine({ maxAttempts: 1 });

const send = (body: unknown, headers: Record<string, string> = {}) => POST(jsonRequest("/", body, { headers }), {});

test("answers with the image once it is made, of the largest MAIN photo where none is named", async () => {
  const body = { productId: await makeProduct({ photos: ["MAIN", "PT01"] }), imageTypeId: await makeImageType() };
  const { image } = await answer(await send(body), 201, generateImageResponseSchema);
  expect(image).toMatchObject({ status: "COMPLETED", variant: "MAIN", productId: body.productId });
  expect(stub.calls).toHaveLength(1);
});

test("takes the source image that is named, if it is the product's", async () => {
  const productId = await makeProduct({ photos: ["PT02"] });
  const source = await db.sourceImage.findFirstOrThrow({ where: { productId } });
  const body = { productId, sourceImageId: source.id, imageTypeId: await makeImageType() };
  const { image } = await answer(await send(body), 201, generateImageResponseSchema);
  expect(image.sourceImageId).toBe(source.id);
  const other = await problem(await send({ ...body, productId: await makeProduct() }), 422);
  expect(other.errors?.[0]?.path).toBe("sourceImageId");
});

test("refuses an unknown product and a variant without a photo, and makes nothing", async () => {
  const imageTypeId = await makeImageType();
  expect((await problem(await send({ productId: "nobody", imageTypeId }), 422)).errors?.[0]?.path).toBe("productId");
  const productId = await makeProduct({ photos: ["MAIN"] });
  expect((await problem(await send({ productId, variant: "PT07", imageTypeId }), 422)).errors?.[0]?.path).toBe(
    "variant",
  );
  expect(await db.generationJob.count()).toBe(0);
});

test.each([
  [finishReply("IMAGE_SAFETY"), 422, "BLOCKED_SAFETY"],
  [errorReply(400), 422, "INVALID_REQUEST"],
  [errorReply(401), 503, "INVALID_KEY"],
  [errorReply(404), 503, "MODEL_GONE"],
  [errorReply(503), 502, "OVERLOADED"],
  [finishReply("NO_IMAGE"), 502, "NO_IMAGE"],
])("says why there is no image (%#): %o", async (reply, status, code) => {
  stub.reply = () => reply;
  const body = { productId: await makeProduct(), imageTypeId: await makeImageType() };
  const failed = await problem(await send(body), status);
  expect(failed.code).toBe(code);
  expect(failed.detail).not.toContain("test-key");
});

test("makes one image however often the same key asks", async () => {
  const body = { productId: await makeProduct(), imageTypeId: await makeImageType() };
  const responses = await Promise.all([1, 2, 3].map(() => send(body, { "idempotency-key": "k" })));
  const images = await Promise.all(responses.map((response) => answer(response, 201, generateImageResponseSchema)));
  expect(new Set(images.map(({ image }) => image.id)).size).toBe(1);
  expect(stub.calls).toHaveLength(1);
  await problem(await send({ ...body, variant: "MAIN" }, { "idempotency-key": "k" }), 409);
});

test("goes ahead of bulk work that waits", async () => {
  stub.reply = async () => ({ ...(await drawReply()), delayMs: 200 });
  const bulk = await Promise.all([1, 2, 3, 4].map(() => makeProduct({ photos: ["PT01"] })));
  const imageTypeId = await makeImageType();
  const { jobId } = await startBulkGeneration(
    { productIds: bulk, variant: "PT01", imageTypeId, customPrompt: "bulk" },
    null,
  );
  const body = { productId: await makeProduct(), imageTypeId, customPrompt: "single" };
  await answer(await send(body), 201, generateImageResponseSchema);
  expect(stub.calls.findIndex(({ prompt }) => prompt === "single")).toBeLessThan(bulk.length);
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: bulk.length });
});
