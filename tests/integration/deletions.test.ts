import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { DELETE as DELETE_IMAGE } from "#app/api/images/[id]/route.ts";
import { POST as RETRY } from "#app/api/jobs/[id]/retry-failed/route.ts";
import { DELETE as DELETE_JOB } from "#app/api/jobs/[id]/route.ts";
import { GET as DELETED_PHOTOS } from "#app/api/products/[id]/deleted-photos/route.ts";
import { DELETE as DELETE_PRODUCT } from "#app/api/products/[id]/route.ts";
import { POST as ADD_PHOTO } from "#app/api/products/[id]/source-images/route.ts";
import { POST as RESTORE } from "#app/api/restore/route.ts";
import { DELETE as DELETE_PHOTO, PUT as REPLACE_PHOTO } from "#app/api/source-images/[id]/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { deletePartOfJob, hideJob } from "#lib/db/images/removal.ts";
import { boss } from "#lib/queue/boss.ts";
import { deletedPhotosSchema, restoreDeletedResponseSchema } from "#lib/schemas/deletion.ts";
import { sourceImageAnswerSchema } from "#lib/schemas/product-edit.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { keepNoted, noteObjects, removeObjects } from "#lib/storage/remove-objects.ts";
import { store } from "#lib/storage/storage.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeFinishedJob, makeGeneratedImage, makeVersionOf } from "#tests/support/generated-images.ts";
import { loseAnswer } from "#tests/support/lost-answer.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { removeAll, removeDue } from "#tests/support/removals.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";
import { emptyStore, filesInStore } from "#tests/support/stored-files.ts";

useDatabase();

const KINDS = { image: DELETE_IMAGE, job: DELETE_JOB, product: DELETE_PRODUCT, photo: DELETE_PHOTO };

const remove = async (kind: keyof typeof KINDS, id: string) =>
  (await KINDS[kind](request("/", { method: "DELETE" }), context({ id }))).status;
const restore = (id: string) => RESTORE(jsonRequest("/", { id }), {});
const restored = async (id: string) => (await answer(await restore(id), 200, restoreDeletedResponseSchema)).kind;

async function form(width: number): Promise<FormData> {
  const body = new FormData();
  body.set("variant", "PT09");
  body.set("file", new File([new Uint8Array(await drawPicture({ width }))], "photo.jpg"));
  return body;
}

const addPhoto = async (id: string, width: number) =>
  ADD_PHOTO(request("/", { method: "POST", body: await form(width) }), context({ id }));
const replacePhoto = async (id: string, width: number) =>
  REPLACE_PHOTO(request("/", { method: "PUT", body: await form(width) }), context({ id }));

/** Every row that a deletion may touch, in one order. */
async function rows() {
  const orderBy = { id: "asc" as const };
  return {
    products: await db.product.findMany({ orderBy }),
    photos: await db.sourceImage.findMany({ orderBy }),
    jobs: await db.generationJob.findMany({ orderBy }),
    tasks: (await db.generationTask.findMany({ orderBy })).map(({ updatedAt: _, ...task }) => task),
    images: (await db.generatedImage.findMany({ orderBy })).map(({ updatedAt: _, ...image }) => image),
    current: await db.currentImage.findMany({ orderBy: { chainId: "asc" } }),
    decisions: await db.imageDecision.findMany({ orderBy: { imageId: "asc" } }),
    reviews: await db.imageReview.findMany({ orderBy }),
  };
}

/** An ended job of two images of two products, the first one with a version that counts and a decision. */
async function makeScene() {
  const jobId = await makeFinishedJob({ images: 2 });
  const first = await makeGeneratedImage({ jobId });
  const other = await makeGeneratedImage({ jobId });
  const version = await makeGeneratedImage();
  const { productId, sourceImageId } = await db.generationTask.findUniqueOrThrow({ where: { id: first } });
  const scratch = await db.generationTask.findUniqueOrThrow({ where: { id: version } });
  await makeVersionOf(first, version, "Lighter");
  await db.product.delete({ where: { id: scratch.productId ?? "" } });
  await db.imageDecision.create({ data: { imageId: first, decision: "APPROVE", note: "Good", by: "local user" } });
  await db.imageReview.create({ data: { imageId: first, decision: "APPROVE", note: "Good", by: "local user" } });
  await db.productStats.update({ where: { productId: productId ?? "" }, data: { generatedCount: 2 } });
  return { jobId, first, other, version, productId: productId ?? "", photoId: sourceImageId ?? "" };
}

const deletedPhotos = async (productId: string) =>
  (await answer(await DELETED_PHOTOS(request("/"), context({ id: productId })), 200, deletedPhotosSchema)).photos;

test("lists the photos of a product that can be restored, whether they were deleted or replaced", async () => {
  const productId = await makeProduct();
  const [one, other] = [await addPhoto(productId, 90), await addPhoto(productId, 100)];
  const replaced = (await answer(one, 201, sourceImageAnswerSchema)).sourceImage;
  const deleted = (await answer(other, 201, sourceImageAnswerSchema)).sourceImage;
  const foreign = (await answer(await addPhoto(await makeProduct(), 90), 201, sourceImageAnswerSchema)).sourceImage;
  expect(await deletedPhotos(productId)).toEqual([]);
  await answer(await replacePhoto(replaced.id, 110), 200, sourceImageAnswerSchema);
  for (const { id } of [deleted, foreign]) expect(await remove("photo", id)).toBe(204);
  const [newest, oldest] = await deletedPhotos(productId);
  expect([newest?.id, oldest?.id]).toEqual([deleted.id, replaced.id]);
  expect(oldest).toMatchObject({ variant: "PT09", width: 90, thumbnailUrl: replaced.thumbnailUrl });
  expect(await restored(replaced.id)).toBe("photo");
  expect((await deletedPhotos(productId)).map(({ id }) => id)).toEqual([deleted.id]);
  await db.deletion.update({ where: { id: deleted.id }, data: { removeAfter: new Date() } });
  expect(await deletedPhotos(productId)).toEqual([]);
});

test.each(["product", "photo", "image", "version", "job"] as const)(
  "restores a %s as it was, with its pictures",
  async (what) => {
    emptyStore();
    const scene = await makeScene();
    const before = await rows();
    const files = filesInStore("generated-images").length + filesInStore("source-images").length;
    const [kind, id] = {
      product: ["product", scene.productId] as const,
      photo: ["photo", scene.photoId] as const,
      image: ["image", scene.first] as const,
      version: ["image", scene.version] as const,
      job: ["job", scene.jobId] as const,
    }[what];
    expect(await remove(kind, id)).toBe(204);
    expect(await rows()).not.toEqual(before);
    expect(await restored(id)).toBe(kind);
    const after = await rows();
    for (const [table, was] of Object.entries(before)) {
      const changing = new Set(["lastGeneratedAt", "updatedAt", "generatedCount"]);
      const plain = (list: object[]) =>
        list.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !changing.has(column))));
      expect(plain(after[table as keyof typeof after]), table).toEqual(plain(was));
    }
    await removeAll();
    expect(filesInStore("generated-images").length + filesInStore("source-images").length).toBe(files);
    await problem(await restore(id), 404);
  },
);

test("restores in the order that rows need, and says what comes first", async () => {
  const { productId, photoId, first, version, jobId } = await makeScene();
  expect(await remove("photo", photoId)).toBe(204);
  expect(await remove("image", version)).toBe(204);
  expect(await remove("job", jobId)).toBe(204);
  expect(await remove("product", productId)).toBe(204);
  expect((await problem(await restore(photoId), 409)).detail).toContain("product");
  expect((await problem(await restore(version), 409)).detail).toMatch(/product|job/);
  expect(await restored(productId)).toBe("product");
  expect((await problem(await restore(version), 409)).detail).toContain("job");
  expect(await restored(jobId)).toBe("job");
  expect(await restored(version)).toBe("image");
  expect(await restored(photoId)).toBe("photo");
  expect((await rows()).current).toContainEqual(expect.objectContaining({ chainId: first, imageId: version }));
});

test("does not restore what another has taken the place of, or what nobody deleted", async () => {
  const id = await makeProduct({ asin: "B000000001", photos: ["MAIN"] });
  await remove("product", id);
  const other = await makeProduct({ asin: "B000000001" });
  await problem(await restore(id), 409);
  await db.product.update({ where: { id: other }, data: { asin: null } });
  expect(await restored(id)).toBe("product");
  for (const unknown of ["none", "../x", randomUUID()]) await problem(await restore(unknown), 404);
});

test("gives the place of a restored image back to it, unless another version came to count", async () => {
  const { first, version } = await makeScene();
  await remove("image", version);
  expect((await rows()).current).toContainEqual(expect.objectContaining({ chainId: first, imageId: first }));
  expect(await restored(version)).toBe("image");
  expect((await rows()).current).toContainEqual(expect.objectContaining({ chainId: first, imageId: version }));
});

test("what can't be restored any more goes with its pictures, and is not found", async () => {
  emptyStore();
  const id = await makeProduct({ photos: ["MAIN", "PT01"] });
  await remove("product", id);
  await removeDue();
  expect(filesInStore("source-images")).toHaveLength(2);
  await removeAll();
  expect([filesInStore("source-images"), filesInStore("thumbnails/source-images")]).toEqual([[], []]);
  await problem(await restore(id), 404);
  expect(await db.deletedRow.count()).toBe(0);
});

test("a photo whose answer to COMMIT is lost is there, with its file", async () => {
  emptyStore();
  const id = await makeProduct({ photos: [] });
  await loseAnswer(async () => (await db.sourceImage.count()) > 0);
  const { sourceImage } = await answer(await addPhoto(id, 70), 201, sourceImageAnswerSchema);
  await removeAll();
  expect(filesInStore("source-images").map((name) => `/api/files/source-images/${name}`)).toEqual([sourceImage.url]);
});

test("a photo replaced while the answer to COMMIT is lost: the new one is there, and the old one can be restored", async () => {
  emptyStore();
  const id = await makeProduct({ photos: ["MAIN"] });
  const { id: old } = await db.sourceImage.findFirstOrThrow();
  await loseAnswer(async () => (await db.sourceImage.count({ where: { id: old } })) === 0);
  const { sourceImage } = await answer(await replacePhoto(old, 90), 200, sourceImageAnswerSchema);
  await removeDue();
  expect(new Set(filesInStore("source-images"))).toEqual(new Set([old, sourceImage.url.split("/").at(-1)]));
  expect(await restored(old)).toBe("photo");
  expect(await db.sourceImage.count({ where: { productId: id } })).toBe(2);
  await removeAll();
  expect(filesInStore("source-images")).toHaveLength(2);
});

test.each(["product", "photo", "image", "job"] as const)(
  "a %s is deleted once where the answer to COMMIT is lost",
  async (kind) => {
    const { productId, photoId, version, jobId } = await makeScene();
    const id = { product: productId, photo: photoId, image: version, job: jobId }[kind];
    await loseAnswer(async () => (await db.deletion.count({ where: { id } })) > 0);
    expect(await remove(kind, id)).toBe(204);
    expect(await remove(kind, id)).toBe(404);
    expect(await restored(id)).toBe(kind);
  },
);

test("a row can't be inserted for an object that a worker is removing, nor removed while its row is inserted", async () => {
  const key = sourceKey(randomUUID());
  const note = await noteObjects([key]);
  await db.$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE id = ${note.messageId}::uuid`;
  expect(await (await boss()).fetch("remove-objects")).toHaveLength(1);
  await expect(transaction((tx) => keepNoted(tx, [note]))).rejects.toMatchObject({ code: "conflict" });
});

test("a message of an older version leaves objects alone that a row needs", async () => {
  const id = await makeProduct({ photos: ["MAIN"] });
  const { storageKey } = await db.sourceImage.findFirstOrThrow({ where: { productId: id } });
  await removeObjects(store(), { keys: [storageKey] }, new AbortController().signal);
  expect(await store().get(storageKey)).not.toBeNull();
});

test("retry-failed does not wake a job whose deletion is half done, and it comes back whole", async () => {
  const { jobId } = await makeScene();
  await db.generationTask.updateMany({ where: { jobId }, data: { status: "FAILED" } });
  await db.generationJob.update({ where: { id: jobId }, data: { failedImages: 2, completedImages: 0 } });
  await transaction(async (tx) => {
    await hideJob(tx, jobId);
    await deletePartOfJob(tx, jobId, 1);
  });
  await problem(await RETRY(request("/", { method: "POST" }), context({ id: jobId })), 404);
  expect(await remove("job", jobId)).toBe(404);
  expect(await restored(jobId)).toBe("job");
  expect(await db.generationJob.findUnique({ where: { id: jobId } })).toMatchObject({
    totalImages: 2,
    failedImages: 2,
  });
});
