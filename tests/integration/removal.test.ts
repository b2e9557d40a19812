import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { DELETE as DELETE_IMAGE } from "#app/api/images/[id]/route.ts";
import { DELETE as DELETE_JOB } from "#app/api/jobs/[id]/route.ts";
import { DELETE as DELETE_PRODUCT } from "#app/api/products/[id]/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { DELETE_BATCH } from "#lib/db/jobs/sweep.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { sweepJob } from "#lib/generation/sweep-job.ts";
import { generatedKey, thumbnailKey } from "#lib/storage/keys.ts";
import { removeObjects } from "#lib/storage/remove-objects.ts";
import { store } from "#lib/storage/storage.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { makeFinishedJob, makeGeneratedImage, makeVersionOf } from "#tests/support/generated-images.ts";
import { removeAll, removeDue } from "#tests/support/removals.ts";
import { context, request } from "#tests/support/request.ts";
import { waitingMessages } from "#tests/support/waiting-messages.ts";

const { stopWorker } = await useEngine({ maxAttempts: 1 });

const WAIT = { timeout: 30_000, interval: 100 };
const QUEUE = "remove-objects";
const KINDS = { image: DELETE_IMAGE, job: DELETE_JOB, product: DELETE_PRODUCT };

const remove = async (kind: keyof typeof KINDS, id: string) =>
  (await KINDS[kind](request("/", { method: "DELETE" }), context({ id }))).status;
const withThumbnails = (ids: string[]) => ids.map(generatedKey).flatMap((key) => [key, thumbnailKey(key)]);
const stored = async (ids: string[]) =>
  (await Promise.all(withThumbnails(ids).map((key) => store().get(key)))).filter((bytes) => bytes !== null).length;

/** Holds the store's writes of generated images back; `arrive` lets them through, `begun` resolves with the first. */
function holdWrites() {
  const original = store().put;
  let arrive = () => {};
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const put = vi.spyOn(store(), "put").mockImplementation(async (...parameters) => {
    begin();
    await held;
    return original(...parameters);
  });
  return { begun, arrive, restore: () => put.mockRestore() };
}

/** A job that was cancelled while the answer to its only image arrived; `arrive` has its bytes stored. */
async function cancelledWhileArriving(title: string) {
  const jobId = await startJob([title]);
  const image = (await imagesByTitle(jobId)).get(title);
  const writes = holdWrites();
  await writes.begun;
  await commandJob(jobId, "cancel");
  const id = image?.id ?? "";
  const arrive = async () => {
    writes.arrive();
    writes.restore();
    await vi.waitFor(async () => expect(await store().get(generatedKey(id))).not.toBeNull(), WAIT);
  };
  return { jobId, productId: image?.productId ?? "", id, arrive };
}

test("the picture of an image that was cancelled while it arrived goes with its job, also where it arrives later", async () => {
  const before = await cancelledWhileArriving("Mug");
  await before.arrive();
  expect(await remove("job", before.jobId)).toBe(204);
  const after = await cancelledWhileArriving("Lamp");
  expect(await remove("job", after.jobId)).toBe(204);
  await after.arrive();

  await removeAll();

  expect([await stored([before.id]), await stored([after.id])]).toEqual([0, 0]);
});

test("it goes with its product, or alone, as well", async () => {
  const one = await cancelledWhileArriving("Mug");
  await one.arrive();
  expect(await remove("product", one.productId)).toBe(204);
  const alone = await cancelledWhileArriving("Lamp");
  await alone.arrive();
  expect(await remove("image", alone.id)).toBe(204);
  await removeAll();
  expect(await stored([one.id, alone.id])).toBe(0);
});

test("every version of a job's images goes with it, pictures and thumbnails", async () => {
  const jobId = await makeFinishedJob();
  const first = await makeGeneratedImage({ jobId });
  const second = await makeGeneratedImage();
  await makeVersionOf(first, second);
  expect(await stored([first, second])).toBe(4);
  expect(await remove("job", jobId)).toBe(204);
  expect(await db.generationTask.count({ where: { originJobId: jobId } })).toBe(0);
  expect(await stored([first, second])).toBe(4);
  await removeAll();
  expect(await stored([first, second])).toBe(0);
  expect(await db.deletion.count()).toBe(0);
});

/** Writes a job of so many finished images, without pictures in the store. */
async function makeLargeJob(images: number): Promise<{ jobId: string; ids: string[] }> {
  const jobId = await makeFinishedJob({ images });
  const ids = Array.from({ length: images }, () => randomUUID());
  const products = ids.map((id) => ({ id, title: "Mug" }));
  await db.product.createMany({ data: products });
  await db.productStats.updateMany({ data: { generatedCount: 1 } });
  const shared = ids.map((id) => ({ id, chainId: id, productId: id, originJobId: jobId, targetVariant: "MAIN" }));
  const task = { jobId, status: "COMPLETED" as const, prompt: "A photo", model: "demo" };
  const facts = { mimeType: "image/jpeg", width: 9, height: 9, bytes: 1, sha256: "x" };
  await db.generationTask.createMany({ data: shared.map((row) => ({ ...row, ...task })) });
  await db.generatedImage.createMany({
    data: shared.map((row) => ({ ...row, ...facts, storageKey: generatedKey(row.id) })),
  });
  await db.currentImage.createMany({ data: ids.map((id) => ({ chainId: id, imageId: id })) });
  return { jobId, ids };
}

test("who deletes a large job waits for no picture; all of them go once it can't be restored any more", async () => {
  await stopWorker();
  const { jobId, ids } = await makeLargeJob(5 * DELETE_BATCH + 20);
  const some = ids.filter((_, place) => place % 10 === 0);
  for (const id of some) await store().put(generatedKey(id), Buffer.from("x"), "image/jpeg");
  const removing = vi.spyOn(store(), "remove");
  expect(await remove("job", jobId)).toBe(204);
  expect(await findJob(jobId)).toBeNull();
  await sweepJob(jobId, new AbortController().signal);
  expect(await db.productStats.count({ where: { generatedCount: { gt: 0 } } })).toBe(0);
  await removeDue();
  expect(removing).not.toHaveBeenCalled();
  removing.mockRestore();
  // Each transaction of the sweep leaves one message for the pictures of its own images.
  expect(await waitingMessages(QUEUE)).toBe(Math.ceil(ids.length / DELETE_BATCH));
  await removeAll();
  expect(await stored(some)).toBe(0);
});

test("a worker that stops leaves the pictures that are left to the next delivery", async () => {
  const keys = Array.from({ length: 40 }, () => generatedKey(randomUUID()));
  const stopping = new AbortController();
  let removed = 0;
  const slow = {
    ...store(),
    async remove() {
      removed += 1;
      stopping.abort(new Error("The process is stopping."));
    },
  };
  await expect(removeObjects(slow, { keys }, stopping.signal)).rejects.toThrow("stopping");
  expect(removed).toBeLessThan(40);
});
