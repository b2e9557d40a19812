import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getFile } from "#app/api/files/[...key]/route.ts";
import { POST } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { listJobImages } from "#lib/db/images/read.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { generatedKey, thumbnailKey } from "#lib/storage/keys.ts";
import { startWorker, type Worker } from "#lib/worker.ts";
import { useDatabase } from "#tests/support/app.ts";
import { useBucket } from "#tests/support/bucket.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { GeminiStub, imageReply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, context, jsonRequest, request } from "#tests/support/request.ts";

const PRODUCTS = 6;
const bucket = await useBucket();
const stub = new GeminiStub();
let worker: Worker;

process.env.GEMINI_API_KEY = "test-key";
process.env.GEMINI_BASE_URL = await stub.listen();

useDatabase();

beforeAll(async () => {
  worker = await startWorker();
});

afterAll(async () => {
  worker.stop();
  await stub.close();
});

async function serve(key: string) {
  const response = await getFile(request(`/api/files/${key}`), context({ key: key.split("/") }));
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

test("a whole job ends with every result and its thumbnail in the bucket, byte for byte, and served", async () => {
  const sent = new Map<string, { bytes: Buffer; contentType: string }>();
  stub.reply = async ({ prompt }, index) => {
    const format = index % 2 === 0 ? "png" : "jpeg";
    const bytes = await drawPicture({ format, width: 640, height: 480 });
    sent.set(prompt, { bytes, contentType: `image/${format}` });
    return imageReply(bytes, `image/${format}`);
  };
  const titles = Array.from({ length: PRODUCTS }, (_, index) => `Mug ${index}`);
  const productIds = await Promise.all(titles.map((title) => makeProduct({ title, photos: ["PT01"] })));
  const sources = await bucket.keys();
  const body = { productIds, variant: "PT01", imageTypeId: await makeImageType() };
  const { jobId } = await answer(await POST(jsonRequest("/", body), {}), 201, bulkGenerateResponseSchema);

  expect(await finishedJob(jobId)).toMatchObject({
    status: "COMPLETED",
    totalImages: PRODUCTS,
    completedImages: PRODUCTS,
    failedImages: 0,
    cancelledImages: 0,
    errorLog: [],
  });
  const { images } = await listJobImages(jobId, { limit: PRODUCTS });
  const results = images.map(({ id }) => generatedKey(id));
  expect((await bucket.keys()).sort()).toEqual([...sources, ...results, ...results.map(thumbnailKey)].sort());
  expect(images).toHaveLength(PRODUCTS);
  for (const { id, prompt, mimeType, bytes } of images) {
    const expected = sent.get(prompt);
    expect(await bucket.read(generatedKey(id))).toEqual(expected);
    expect(await serve(generatedKey(id))).toEqual({ status: 200, ...expected });
    expect({ mimeType, bytes }).toEqual({ mimeType: expected?.contentType, bytes: expected?.bytes.length });
    const thumbnail = await bucket.read(thumbnailKey(generatedKey(id)));
    expect(await serve(thumbnailKey(generatedKey(id)))).toEqual({ status: 200, ...thumbnail });
    expect((await inspectPicture(thumbnail.bytes)).facts).toMatchObject({ mimeType: thumbnail.contentType });
  }
  for (const source of sources) expect((await bucket.read(source)).contentType).toBe("image/jpeg");
});
