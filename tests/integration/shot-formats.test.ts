import { expect, test } from "vitest";
import { POST } from "#app/api/images/bulk-generate/route.ts";
import { db } from "#lib/db/client.ts";
import { updateImageType } from "#lib/db/image-types.ts";
import { env } from "#lib/env.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { previewBulkGeneration } from "#lib/generation/preview-job.ts";
import { generateSingleImage } from "#lib/generation/single-generation.ts";
import { jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { answer, jsonRequest, problem } from "#tests/support/request.ts";

const { stub } = await useEngine();

const send = (body: object) => POST(jsonRequest("/", body), {});
const start = async (body: object) => answer(await send(body), 201, jobResponseSchema);

test("a shot without a format of its own takes that of its image type, and a plain image too", async () => {
  const imageTypeId = await makeImageType("p", "Banner", { aspectRatio: "21:9", imageSize: "4K" });
  const productId = await makeProduct({ photos: ["MAIN"] });
  const plain = { variant: "MAIN", imageTypeId };
  const asked = () => stub.calls.splice(0).map(({ config }) => config);
  const format = (aspectRatio: string, imageSize: string) =>
    expect.objectContaining({ imageConfig: { aspectRatio, imageSize } });
  const { jobId: several } = await start({
    productIds: [productId],
    shots: [
      plain,
      { ...plain, aspectRatio: "1:1" },
      { ...plain, imageSize: "1K" },
      { ...plain, imageTypeId: await makeImageType() },
    ],
  });
  await finishedJob(several);
  expect(asked()).toEqual([format("21:9", "4K"), format("1:1", "4K"), format("21:9", "1K"), format("1:1", "2K")]);

  const { jobId } = await startBulkGeneration({ productIds: [productId], ...plain }, null);
  await updateImageType(imageTypeId, { aspectRatio: "3:2", imageSize: null });
  await finishedJob(jobId);
  expect(asked()).toEqual([format("21:9", "4K")]);
  await generateSingleImage({ productId, imageTypeId }, null, new AbortController().signal);
  expect(asked()).toEqual([format("3:2", "2K")]);
});

test.each([
  [{ aspectRatio: "8:1" }, /^Image type "Banner": gemini-2.5-flash-image doesn't offer 8:1. Use 1:1, /],
  [{ imageSize: "4K" }, /^Image type "Banner": .* doesn't offer 4K. Use 1K./],
] as const)("starts nothing where the model does not offer the format %j of an image type", async (format, words) => {
  env().GEMINI_IMAGE_MODEL = "gemini-2.5-flash-image";
  const imageTypeId = await makeImageType("p", "Banner", format);
  const plain = { variant: "MAIN", imageTypeId };
  const productId = await makeProduct();
  const body = { productIds: [productId], ...plain };
  const { errors } = await problem(await send({ productIds: [productId], shots: [plain] }), 422);
  expect(errors).toEqual([{ path: "shots.0.imageTypeId", message: expect.stringMatching(words) }]);
  const refused = expect.objectContaining({
    status: 422,
    fields: [{ path: "imageTypeId", message: expect.stringMatching(words) }],
  });
  await expect(startBulkGeneration(body, null)).rejects.toEqual(refused);
  await expect(previewBulkGeneration(body)).rejects.toEqual(refused);
  await expect(generateSingleImage({ productId, imageTypeId }, null, new AbortController().signal)).rejects.toEqual(
    refused,
  );
  expect(await db.generationJob.count()).toBe(0);

  const own = { ...plain, aspectRatio: "1:1", imageSize: "1K" };
  await start({ productIds: [productId], shots: [own] });
});
