import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { PATCH, POST } from "#app/api/products/[id]/source-images/route.ts";
import { DELETE, PUT } from "#app/api/source-images/[id]/route.ts";
import { db } from "#lib/db/client.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { productSchema, type SourceImage } from "#lib/schemas/product.ts";
import { sourceImageAnswerSchema } from "#lib/schemas/product-edit.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { removeAll, removeDue } from "#tests/support/removals.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";
import { emptyStore, filesInStore } from "#tests/support/stored-files.ts";

useDatabase();

function form(bytes: Buffer | string, fields: Record<string, string> = {}): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set("file", new File([new Uint8Array(Buffer.from(bytes))], "photo.jpg"));
  return body;
}

const add = (id: string, bytes: Buffer | string, fields: Record<string, string> = { variant: "PT01" }) =>
  POST(request("/", { method: "POST", body: form(bytes, fields) }), context({ id }));
const replace = (id: string, bytes: Buffer | string) =>
  PUT(request("/", { method: "PUT", body: form(bytes) }), context({ id }));
const move = (id: string, variants: unknown) =>
  PATCH(jsonRequest("/", { variants }, { method: "PATCH" }), context({ id }));
const remove = (id: string) => DELETE(request("/", { method: "DELETE" }), context({ id }));

const read = async (response: Response, status: number): Promise<SourceImage> =>
  (await answer(response, status, sourceImageAnswerSchema)).sourceImage;
const photosOf = async (productId: string) =>
  db.sourceImage.findMany({ where: { productId }, orderBy: { variant: "asc" } });
const keyOf = ({ url }: SourceImage) => url.replace("/api/files/", "");
const isStored = async (key: string) =>
  (await Promise.all([key, thumbnailKey(key)].map((each) => store().get(each)))).map((bytes) => bytes !== null);

test("adds a photo to a variant once, and stores it with its thumbnail", async () => {
  const id = await makeProduct({ photos: [] });
  const bytes = await drawPicture({ width: 70, height: 30, format: "png" });
  const photo = await read(await add(id, bytes, { variant: " pt02 " }), 201);
  expect(photo).toMatchObject({ variant: "PT02", width: 70, height: 30, mimeType: "image/png", bytes: bytes.length });
  expect(await isStored(keyOf(photo))).toEqual([true, true]);
  expect(await read(await add(id, bytes, { variant: "PT02" }), 200)).toEqual(photo);
  await read(await add(id, bytes, { variant: "MAIN" }), 201);
  const both = await Promise.all([1, 2, 3].map(() => add(id, bytes, { variant: "PT03" })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  expect(await photosOf(id)).toHaveLength(3);
});

test("refuses what is no photo, naming the field, and keeps nothing of it", async () => {
  emptyStore();
  const id = await makeProduct({ photos: [] });
  const bytes = await drawPicture();
  expect((await problem(await add(id, "text"), 422)).errors?.[0]?.path).toBe("file");
  expect((await problem(await add(id, bytes.subarray(0, bytes.length / 2)), 422)).errors?.[0]?.path).toBe("file");
  expect((await problem(await add(id, bytes, { variant: "HERO" }), 400)).errors?.[0]?.path).toBe("variant");
  expect((await problem(await add(id, bytes, {}), 400)).errors?.[0]?.path).toBe("variant");
  await problem(await add(id, Buffer.alloc(25 * 1024 ** 2 + 1)), 413);
  await problem(await add("none", bytes), 404);
  await problem(await add("../x", bytes), 404);
  await problem(await POST(jsonRequest("/", {}), context({ id })), 415);
  expect(await photosOf(id)).toEqual([]);
  await removeDue();
  expect(filesInStore("source-images")).toEqual([]);
});

test("puts another picture in a photo's place, and removes the old one's bytes", async () => {
  const id = await makeProduct({ photos: ["MAIN"] });
  const [old] = await photosOf(id);
  const photo = await read(await replace(old?.id ?? "", await drawPicture({ width: 90 })), 200);
  expect(photo).toMatchObject({ variant: "MAIN", width: 90 });
  await removeDue();
  expect(await isStored(old?.storageKey ?? "")).toEqual([true, true]);
  await removeAll();
  expect(await isStored(old?.storageKey ?? "")).toEqual([false, false]);
  expect(await isStored(keyOf(photo))).toEqual([true, true]);
  expect((await photosOf(id)).map((row) => row.id)).toEqual([photo.id]);
  const same = (await store().get(keyOf(photo))) ?? new Uint8Array();
  expect(await read(await replace(photo.id, Buffer.from(same)), 200)).toEqual(photo);
  await read(await add(id, await drawPicture({ colour: "red" }), { variant: "MAIN" }), 201);
  await problem(await replace(photo.id, await drawPicture({ colour: "red" })), 409);
  await problem(await replace(photo.id, "text"), 422);
  await problem(await replace("none", await drawPicture()), 404);
  expect(await photosOf(id)).toHaveLength(2);
});

test("lets photos change places, all at once", async () => {
  const id = await makeProduct({ photos: ["MAIN", "PT01", "PT02"] });
  const [main, first, second] = await photosOf(id);
  const variants = { [main?.id ?? ""]: "PT01", [first?.id ?? ""]: "MAIN" };
  const product = await answer(await move(id, variants), 200, productSchema);
  expect(product.sourceImages.map((photo) => [photo.variant, photo.id])).toEqual([
    ["MAIN", first?.id],
    ["PT01", main?.id],
    ["PT02", second?.id],
  ]);
  await answer(await move(id, { [second?.id ?? ""]: "PT02" }), 200, productSchema);
});

test("refuses to move a photo of another product, to no variant, or beside the same picture", async () => {
  const [id, other] = await Promise.all([
    makeProduct({
      photos: [
        { variant: "MAIN", colour: "red" },
        { variant: "PT01", colour: "red" },
      ],
    }),
    makeProduct({ photos: ["MAIN"] }),
  ]);
  const [[main, first], [foreign]] = await Promise.all([photosOf(id), photosOf(other)]);
  await problem(await move(id, { [foreign?.id ?? ""]: "PT05" }), 422);
  await problem(await move(id, { [main?.id ?? ""]: "HERO" }), 400);
  await problem(await move(id, {}), 400);
  await problem(await move(id, "MAIN"), 400);
  await problem(await move(id, { [main?.id ?? ""]: "PT01" }), 409);
  await problem(await move("none", { [main?.id ?? ""]: "PT01" }), 404);
  await answer(await move(id, { [main?.id ?? ""]: "PT01", [first?.id ?? ""]: "MAIN" }), 200, productSchema);
  expect((await photosOf(id)).map(({ id: photo }) => photo)).toEqual([first?.id, main?.id]);
});

test("deletes a photo with its bytes, but not one that a job which has not ended uses", async () => {
  const id = await makeProduct({ photos: ["MAIN", "PT01"] });
  const [main, first] = await photosOf(id);
  const imageTypeId = await makeImageType();
  const { jobId } = await startBulkGeneration({ productIds: [id], variant: "MAIN", imageTypeId }, null);
  await problem(await remove(main?.id ?? ""), 409);
  await problem(await replace(main?.id ?? "", await drawPicture()), 409);
  expect(await isStored(main?.storageKey ?? "")).toEqual([true, true]);
  expect((await remove(first?.id ?? "")).status).toBe(204);
  await removeAll();
  expect(await isStored(first?.storageKey ?? "")).toEqual([false, false]);
  await commandJob(jobId, "cancel");
  expect((await remove(main?.id ?? "")).status).toBe(204);
  await problem(await remove(main?.id ?? ""), 404);
  expect(await db.generationTask.findMany()).toMatchObject([{ productId: id, sourceImageId: null }]);
});

async function afterTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
}

test("a photo deleted while a job is started with it is in the job and stays, or is left out and goes", async () => {
  const imageTypeId = await makeImageType();
  // From before the start's first query to after its last one.
  for (let turns = 0; turns < 30; turns += 3) {
    const productIds = [await makeProduct(), await makeProduct()];
    const [photo] = await photosOf(productIds[0] ?? "");
    const [{ jobId, totalImages }, removed] = await Promise.all([
      startBulkGeneration({ productIds, variant: "MAIN", imageTypeId }, null),
      afterTurns(turns).then(() => remove(photo?.id ?? "")),
    ]);
    expect([removed.status, totalImages]).toEqual(removed.status === 204 ? [204, 1] : [409, 2]);
    await commandJob(jobId, "cancel");
  }
});
