import { expect, test, vi } from "vitest";
import { POST as generate } from "#app/api/images/generate/route.ts";
import { LOCAL_USER } from "#lib/auth/permissions.ts";
import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { db, transaction } from "#lib/db/client.ts";
import { findImage, listJobImages } from "#lib/db/images/read.ts";
import { decide } from "#lib/db/images/review.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { startJobOfShots } from "#lib/generation/bulk-generation.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { previewJob } from "#lib/generation/preview-job.ts";
import { deleteImage } from "#lib/review/delete-image.ts";
import { fixImage, regenerateImage } from "#lib/review/versions.ts";
import { jobRequestSchema } from "#lib/schemas/bulk-generate.ts";
import { generateImageResponseSchema } from "#lib/schemas/image.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { finishReply } from "#tests/support/gemini-stub.ts";
import { passingReply } from "#tests/support/passing-picture.ts";
import { removeAll } from "#tests/support/removals.ts";
import { answer, jsonRequest } from "#tests/support/request.ts";
import { hurryMessages } from "#tests/support/waiting-messages.ts";

const { stub, stopWorker, restartWorker } = await useEngine({ concurrency: 4, timeoutMs: 60_000, maxAttempts: 1 });

const SOON = { timeout: 45_000, interval: 50 };
/** An answer that comes once `give` is called. */
function heldAnswer() {
  const { promise, resolve: give } = Promise.withResolvers<void>();
  const reply = async () => {
    await promise;
    return passingReply();
  };
  return { reply, give };
}

const makeProducts = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => makeProduct({ title: `Mug ${index}`, photos: ["PT01"] })));

type Wish = { productIds: string[]; imageTypeId: string; reuse?: boolean; shot?: object };

const requestOf = ({ productIds, imageTypeId, reuse, shot }: Wish) =>
  jobRequestSchema.parse({ productIds, reuse, shots: [{ variant: "PT01", imageTypeId, ...shot }] });
const start = async (wish: Wish) => (await startJobOfShots(requestOf(wish), null)).jobId;
const run = async (wish: Wish) => finishedJob(await start(wish));
const imagesOf = async (jobId: string) => (await listJobImages(jobId, { limit: 50 })).images;

async function onlyImage(jobId: string) {
  const [image] = await imagesOf(jobId);
  if (!image) throw new Error("The job has no image.");
  return image;
}

/** A product with an image that passes its checks. */
async function makeWish(): Promise<Wish & { first: Awaited<ReturnType<typeof onlyImage>> }> {
  stub.reply = passingReply;
  const wish = { productIds: await makeProducts(1), imageTypeId: await makeImageType("Show {{product_title}}") };
  const first = await onlyImage((await run(wish)).id);
  expect([first.verdict, stub.calls.length]).toEqual([expect.not.stringMatching("fail"), 1]);
  return { ...wish, first };
}

test("the same job twice makes no call: its images are other rows of the same bytes, with their checks, which cost nothing", async () => {
  stub.reply = passingReply;
  const wish = { productIds: await makeProducts(3), imageTypeId: await makeImageType("Show {{product_title}}") };
  const one = await run(wish);
  expect(stub.calls).toHaveLength(3);
  expect(await previewJob(requestOf(wish))).toMatchObject({ totalImages: 3, existing: 3, estimate: { usd: 0 } });
  const again = await previewJob(requestOf({ ...wish, reuse: false }));
  expect([again.existing, (again.estimate.usd ?? 0) > 0]).toEqual([3, true]);

  const two = await run(wish);
  expect(two).toMatchObject({
    status: "COMPLETED",
    reuse: true,
    totalImages: 3,
    completedImages: 3,
    estimate: { usd: 0 },
  });
  expect(two.startedAt).not.toBeNull();
  expect(stub.calls).toHaveLength(3);
  expect(await db.generationAttempt.count({ where: { jobId: two.id } })).toBe(0);
  const [made, reused] = [await imagesOf(one.id), await imagesOf(two.id)];
  const shared = ({ productId, url, thumbnailUrl, checks, verdict, width, model }: (typeof made)[number]) => {
    return { productId, url, thumbnailUrl, checks, verdict, width, model };
  };
  expect(reused.map(shared)).toEqual(made.map(shared));
  expect(reused.map(({ origin, current, attempts }) => [origin, current, attempts])).toEqual(
    Array(3).fill(["reused", true, 0]),
  );
  const counts = await db.productStats.findMany({ select: { generatedCount: true } });
  expect(counts).toEqual(Array(3).fill({ generatedCount: 2 }));
});

test("another photo, prompt, size, ratio, variant or candidate is another image", async () => {
  const { productIds, imageTypeId } = await makeWish();
  const [productId = ""] = productIds;
  const ask = async (shot: object, imageType = imageTypeId) => {
    stub.calls.length = 0;
    await run({ productIds, imageTypeId: imageType, shot });
    return stub.calls.length;
  };
  expect(await ask({ imageSize: "4K" })).toBe(1);
  expect(await ask({ aspectRatio: "4:5" })).toBe(1);
  expect(await ask({ targetVariant: "PT02" })).toBe(1);
  // The first of three is the only one of the first job.
  expect(await ask({ candidates: 3 })).toBe(2);
  expect(await ask({}, await makeImageType("Show another {{product_title}}"))).toBe(1);
  expect(await ask({})).toBe(0);
  await db.sourceImage.updateMany({ where: { productId }, data: { storageKey: "source-images/other" } });
  await store().put("source-images/other", Buffer.from(await photoBytes()), "image/jpeg");
  expect(await ask({})).toBe(1);
});

async function photoBytes(): Promise<Uint8Array> {
  const product = await makeProduct({ photos: ["PT01"] });
  const { storageKey } = await db.sourceImage.findFirstOrThrow({ where: { productId: product } });
  return (await store().get(storageKey)) ?? new Uint8Array();
}

test("a rejected, failing or deleted image is not reused, nor is any where images are to be made again", async () => {
  const { first, ...wish } = await makeWish();
  const reject = (decision: "reject" | "none", id: string) =>
    transaction((tx) => decide(tx, [id], { decision, note: null, by: "a test", byId: null }));
  expect((await run({ ...wish, reuse: false })).reuse).toBe(false);
  expect(stub.calls).toHaveLength(2);

  const reused = await onlyImage((await run(wish)).id);
  expect([reused.origin, stub.calls.length]).toEqual(["reused", 2]);
  // Whoever rejects the bytes in one job rejects them in all: the image of the first call is left.
  await reject("reject", reused.id);
  expect((await onlyImage((await run(wish)).id)).url).toBe(first.url);
  expect(stub.calls).toHaveLength(2);
  await db.generatedImage.updateMany({ data: { verdict: "FAIL" } });
  expect((await previewJob(requestOf(wish))).existing).toBe(0);
  const third = await onlyImage((await run(wish)).id);
  expect([third.origin, stub.calls.length]).toEqual(["model", 3]);
  await deleteImage(third.id, LOCAL_USER);
  expect((await onlyImage((await run(wish)).id)).origin).toBe("model");
  expect(stub.calls).toHaveLength(4);
});

test("two equal jobs at once: each image is called once", async () => {
  stub.reply = passingReply;
  const wish = { productIds: await makeProducts(6), imageTypeId: await makeImageType("Show {{product_title}}") };
  const jobs = await Promise.all([start(wish), start(wish)]);
  const ended = await Promise.all(jobs.map((id) => finishedJob(id)));
  expect(ended.map(({ completedImages }) => completedImages)).toEqual([6, 6]);
  expect(stub.calls).toHaveLength(6);
  expect([...stub.callsByPrompt.values()]).toEqual(Array(6).fill(1));
});

test("an image waits for one that another job makes, and is made where that one is cancelled or fails", async () => {
  const wish = { productIds: await makeProducts(1), imageTypeId: await makeImageType("Show {{product_title}}") };
  const held = heldAnswer();
  stub.reply = held.reply;
  const first = await start(wish);
  await vi.waitFor(() => expect(stub.calls).toHaveLength(1), SOON);
  const second = await start(wish);
  const claimed = async (claims: number) =>
    expect((await db.generationTask.findFirst({ where: { jobId: second } }))?.claims).toBeGreaterThanOrEqual(claims);
  await vi.waitFor(() => claimed(2), SOON);
  expect(stub.calls).toHaveLength(1);

  stub.reply = passingReply;
  await commandJob(first, "cancel");
  expect(await finishedJob(second)).toMatchObject({ completedImages: 1 });
  held.give();
  expect(stub.calls).toHaveLength(2);

  stub.calls.length = 0;
  const failing = heldAnswer();
  stub.reply = async () => {
    await failing.reply();
    return finishReply("IMAGE_SAFETY");
  };
  await db.generatedImage.updateMany({ data: { verdict: "FAIL" } });
  const third = await start(wish);
  await vi.waitFor(() => expect(stub.calls).toHaveLength(1), SOON);
  const fourth = await start(wish);
  failing.give();
  expect(await finishedJob(third)).toMatchObject({ status: "FAILED" });
  stub.reply = passingReply;
  expect(await finishedJob(fourth)).toMatchObject({ status: expect.stringMatching("COMPLETED|FAILED") });
  expect(stub.calls).toHaveLength(2);
  // A retry never reuses.
  const calls = stub.calls.length;
  await commandJob(third, "retry-failed");
  expect(await finishedJob(third)).toMatchObject({ completedImages: 1 });
  expect(stub.calls).toHaveLength(calls + 1);
});

test("an image is made where the job that had begun it is paused, which then reuses it", async () => {
  const wish = { productIds: await makeProducts(1), imageTypeId: await makeImageType("Show {{product_title}}") };
  stub.reply = heldAnswer().reply;
  const first = await start(wish);
  await vi.waitFor(() => expect(stub.calls).toHaveLength(1), SOON);
  await commandJob(first, "pause");
  // The call is given up: its image waits in a paused job.
  await stopWorker();
  stub.reply = passingReply;
  await restartWorker();
  expect(await run(wish)).toMatchObject({ completedImages: 1 });
  expect(stub.calls).toHaveLength(2);
  await commandJob(first, "resume");
  expect(await finishedJob(first)).toMatchObject({ completedImages: 1 });
  expect((await onlyImage(first)).origin).toBe("reused");
  expect(stub.calls).toHaveLength(2);
});

test("a call that is given up leaves its image to others", async () => {
  const wish = { productIds: await makeProducts(1), imageTypeId: await makeImageType("Show {{product_title}}") };
  stub.reply = heldAnswer().reply;
  const jobId = await start(wish);
  await vi.waitFor(() => expect(stub.calls).toHaveLength(1), SOON);
  const taskOf = () => db.generationTask.findFirstOrThrow({ where: { jobId } });
  expect((await taskOf()).requestKey).not.toBeNull();
  await stopWorker();
  expect(await taskOf()).toMatchObject({ status: "QUEUED", requestKey: null });
});

test("one image alone is answered at once where it exists, also while no worker runs", async () => {
  const { productIds, imageTypeId, first } = await makeWish();
  await stopWorker();
  const body = { productId: productIds[0], variant: "PT01", imageTypeId };
  const { image } = await answer(await generate(jsonRequest("/", body), {}), 201, generateImageResponseSchema);
  expect(image).toMatchObject({ status: "COMPLETED", origin: "reused", url: first.url });
  expect(await findJob(image.jobId ?? "")).toMatchObject({ status: "COMPLETED" });
  await restartWorker();
  const again = jsonRequest("/", { ...body, reuse: false });
  const made = await answer(await generate(again, {}), 201, generateImageResponseSchema);
  expect([made.image.origin, stub.calls.length]).toEqual(["model", 2]);
});

test("versions and fixes of a reused image are its own; a version is always made", async () => {
  const { first, ...wish } = await makeWish();
  const reused = await onlyImage((await run(wish)).id);
  const ended = async (id: string | undefined) => expect((await findImage(id ?? ""))?.status).toBe("COMPLETED");
  const version = await regenerateImage(reused.id, { note: "Brighter", from: "result" }, null);
  await vi.waitFor(() => ended(version?.id), SOON);
  const other = await regenerateImage(first.id, { note: "Brighter", from: "result" }, null);
  await vi.waitFor(() => ended(other?.id), SOON);
  expect(stub.calls).toHaveLength(3);
  const fix = await fixImage(reused.id, { size: 2_000 });
  await vi.waitFor(() => ended(fix?.id), SOON);
});

test("shared bytes go with the last row that names them, and are there for whoever restores that", async () => {
  const { first, ...wish } = await makeWish();
  const reused = await onlyImage((await run(wish)).id);
  const key = (await db.generatedImage.findUniqueOrThrow({ where: { id: first.id } })).storageKey ?? "";
  const kept = async () =>
    (await Promise.all([key, thumbnailKey(key)].map((each) => store().get(each)))).filter(Boolean).length;
  await deleteImage(first.id, LOCAL_USER);
  await removeAll();
  expect(await kept()).toBe(2);
  const second = await onlyImage((await run(wish)).id);
  expect([second.origin, stub.calls.length]).toEqual(["reused", 1]);

  await deleteImage(reused.id, LOCAL_USER);
  await removeAll();
  await deleteImage(second.id, LOCAL_USER);
  await hurryMessages("remove-objects");
  await vi.waitFor(async () => {
    const waiting = await db.$queryRaw<
      unknown[]
    >`SELECT FROM pgboss.job WHERE name = 'remove-objects' AND state < 'completed'`;
    expect(waiting).toEqual([]);
  }, SOON);
  expect(await kept()).toBe(2);
  await restoreDeleted(second.id);
  expect(await findImage(second.id)).toMatchObject({ origin: "reused" });
  await deleteImage(second.id, LOCAL_USER);
  await removeAll();
  expect(await kept()).toBe(0);
});
