import { beforeEach, expect, test } from "vitest";
import { POST as startJob } from "#app/api/images/bulk-generate/route.ts";
import { DELETE as removePicture } from "#app/api/looks/[id]/pictures/[pictureId]/route.ts";
import { POST as addPicture } from "#app/api/looks/[id]/pictures/route.ts";
import * as look from "#app/api/looks/[id]/route.ts";
import * as looks from "#app/api/looks/route.ts";
import { db } from "#lib/db/client.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { type Look, type LookPicture, lookPictureAnswerSchema, lookSchema, looksSchema } from "#lib/schemas/look.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { removeAll, removeDue } from "#tests/support/removals.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";
import { emptyStore, filesInStore } from "#tests/support/stored-files.ts";

useDatabase();
beforeEach(emptyStore);

const post = (body: unknown) => looks.POST(jsonRequest("/", body), {});
const get = (id: string) => look.GET(request("/"), context({ id }));
const patch = (id: string, body: unknown) => look.PATCH(jsonRequest("/", body, { method: "PATCH" }), context({ id }));
const remove = (id: string) => look.DELETE(request("/", { method: "DELETE" }), context({ id }));
const make = async (body: unknown = { name: "Calm" }) => answer(await post(body), 201, lookSchema);
const read = async (id: string) => answer(await get(id), 200, lookSchema);
const list = async (): Promise<Look[]> => (await answer(await looks.GET(request("/"), {}), 200, looksSchema)).looks;

function add(id: string, bytes: Buffer | string): Promise<Response> {
  const body = new FormData();
  body.set("file", new File([new Uint8Array(Buffer.from(bytes))], "picture.jpg"));
  return addPicture(request("/", { method: "POST", body }), context({ id }));
}

const drop = (id: string, pictureId: string) =>
  removePicture(request("/", { method: "DELETE" }), context({ id, pictureId }));

/** The same for the same width: each call of `drawPicture` draws another picture. */
const drawn = new Map<number, Promise<Buffer>>();
const picture = (width: number) => drawn.get(width) ?? drawn.set(width, drawPicture({ width })).get(width) ?? "";

async function added(id: string, width: number, status = 201): Promise<LookPicture> {
  return (await answer(await add(id, await picture(width)), status, lookPictureAnswerSchema)).picture;
}

const keyOf = ({ url }: LookPicture) => url.replace("/api/files/", "");
const isStored = async (key: string) =>
  (await Promise.all([key, thumbnailKey(key)].map((each) => store().get(each)))).map((bytes) => bytes !== null);

test("makes, lists by name, changes and deletes a look", async () => {
  const made = await make({ name: " Calm ", prompt: "Soft light on {{product_title}}" });
  const plain = { imageSize: null, model: null, pictures: [] };
  expect(made).toMatchObject({ name: "Calm", prompt: "Soft light on {{product_title}}", ...plain });
  const other = await make({ name: "Bright" });
  expect(other).toMatchObject({ name: "Bright", prompt: "", ...plain });
  expect(await list()).toEqual([other, made]);
  const changed = await answer(await patch(made.id, { name: "Warm", prompt: "" }), 200, lookSchema);
  expect(changed).toMatchObject({ id: made.id, name: "Warm", prompt: "" });
  expect(await read(made.id)).toEqual(changed);

  const response = await remove(made.id);
  expect([response.status, await response.text()]).toEqual([204, ""]);
  expect(await list()).toEqual([other]);
  for (const gone of [await get(made.id), await patch(made.id, { name: "X" }), await remove(made.id)])
    await problem(gone, 404);
});

test.each<[string, unknown, number, string]>([
  ["no name", { name: " " }, 400, "name"],
  ["an unknown size", { imageSize: "8K" }, 400, "imageSize"],
  ["a long prompt", { prompt: "x".repeat(8_001) }, 400, "prompt"],
  ["an unknown field", { pictures: [] }, 400, ""],
  ["a size that the model doesn't offer", { imageSize: "4K" }, 422, "imageSize"],
  ["another model", { model: "gemini-9" }, 422, "model"],
  ["a variable that nothing fills", { prompt: "{{nonsense}}" }, 422, "prompt"],
])("refuses %s, in a new look or as a change", async (_what, wrong, status, path) => {
  const before = await make({ name: "Before" });
  for (const response of [await post({ name: "New", ...(wrong as object) }), await patch(before.id, wrong)])
    expect((await problem(response, status)).errors?.map((error) => error.path)).toEqual([path]);
  expect(await list()).toEqual([before]);
});

test("refuses a name that another one has, and lets one keep its own", async () => {
  const { id } = await make();
  const other = await make({ name: "Bright" });
  await problem(await post({ name: "Calm" }), 409);
  await problem(await patch(other.id, { name: "Calm" }), 409);
  await answer(await patch(id, { name: "Calm" }), 200, lookSchema);
});

test("adds pictures in order, each content once, and puts them into another order", async () => {
  const { id } = await make();
  const first = await added(id, 70);
  const second = await added(id, 80);
  expect(first).toMatchObject({ width: 70, thumbnailUrl: `/api/files/${thumbnailKey(keyOf(first))}` });
  expect(await isStored(keyOf(first))).toEqual([true, true]);
  expect(await added(id, 70, 200)).toEqual(first);
  expect((await read(id)).pictures).toEqual([first, second]);
  const ordered = await answer(await patch(id, { pictureIds: [second.id, first.id] }), 200, lookSchema);
  expect(ordered.pictures).toEqual([second, first]);
  const third = await added(id, 90);
  expect((await read(id)).pictures).toEqual([second, first, third]);
  for (const pictureIds of [
    [first.id, second.id],
    [first.id, first.id, second.id],
    ["x", first.id, second.id],
  ])
    expect((await problem(await patch(id, { pictureIds }), 422)).errors?.map(({ path }) => path)).toEqual([
      "pictureIds",
    ]);
  expect((await read(id)).pictures).toEqual([second, first, third]);
});

test("refuses what is no picture, and keeps nothing of it", async () => {
  const { id } = await make();
  const bytes = await drawPicture();
  expect((await problem(await add(id, "text"), 422)).errors?.[0]?.path).toBe("file");
  expect((await problem(await add(id, bytes.subarray(0, bytes.length / 2)), 422)).errors?.[0]?.path).toBe("file");
  await problem(await add(id, Buffer.alloc(25 * 1024 ** 2 + 1)), 413);
  await problem(await add("none", bytes), 404);
  await problem(await add("../x", bytes), 404);
  await problem(await addPicture(jsonRequest("/", {}), context({ id })), 415);
  const empty = new FormData();
  await problem(await addPicture(request("/", { method: "POST", body: empty }), context({ id })), 400);
  expect((await read(id)).pictures).toEqual([]);
  await removeDue();
  expect(filesInStore("source-images")).toEqual([]);
});

test("takes six pictures, and of two that come at once for the last place one", async () => {
  const { id } = await make();
  for (const width of [41, 42, 43, 44, 45]) await added(id, width);
  const both = await Promise.all([46, 47, 48].map(async (width) => add(id, await drawPicture({ width }))));
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 422, 422]);
  expect((await problem(await add(id, await drawPicture({ width: 49 })), 422)).detail).toContain("at most 6 pictures");
  expect((await read(id)).pictures).toHaveLength(6);
  await added(id, 41, 200);
  await removeDue();
  expect(filesInStore("source-images")).toHaveLength(6);
});

test("deletes a picture, and a look with its pictures, and their objects once backups no longer need them", async () => {
  const { id } = await make();
  const other = await make({ name: "Bright" });
  const [first, second, shared] = [await added(id, 70), await added(id, 80), await added(id, 90)];
  expect(keyOf(await added(other.id, 90))).toBe(keyOf(shared));
  await problem(await drop(other.id, first.id), 404);
  expect((await drop(id, first.id)).status).toBe(204);
  await problem(await drop(id, first.id), 404);
  expect((await read(id)).pictures).toEqual([second, shared]);
  await removeDue();
  expect(await isStored(keyOf(first))).toEqual([true, true]);
  await removeAll();
  expect(await isStored(keyOf(first))).toEqual([false, false]);
  expect(await isStored(keyOf(second))).toEqual([true, true]);

  expect((await remove(id)).status).toBe(204);
  await removeAll();
  expect(await isStored(keyOf(second))).toEqual([false, false]);
  expect(await isStored(keyOf(shared))).toEqual([true, true]);
  expect((await remove(other.id)).status).toBe(204);
  await removeAll();
  expect(filesInStore("source-images")).toEqual([]);
});

test("a look that an unfinished job uses can be neither changed nor deleted", async () => {
  const { id } = await make();
  const own = await added(id, 70);
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType(), lookId: id }];
  const body = { productIds: [await makeProduct()], shots };
  const { jobId } = await answer(await startJob(jsonRequest("/", body), {}), 201, jobResponseSchema);
  const attempts = [
    await patch(id, { name: "Other" }),
    await patch(id, { pictureIds: [own.id] }),
    await add(id, await drawPicture({ width: 80 })),
    await drop(id, own.id),
    await remove(id),
  ];
  for (const response of attempts)
    expect((await problem(response, 409)).detail).toContain("unfinished job uses this look");
  await added(id, 70, 200);
  await commandJob(jobId, "cancel");
  await answer(await patch(id, { name: "Other" }), 200, lookSchema);
  expect((await remove(id)).status).toBe(204);
  expect(await db.jobShot.findMany({ select: { lookId: true, lookName: true } })).toEqual([
    { lookId: null, lookName: "Calm" },
  ]);
});

test("a look that is changed or deleted while a job is started with it is as the job needs it", async () => {
  const imageTypeId = await makeImageType();
  const productIds = [await makeProduct()];
  for (let round = 0; round < 20; round += 1) {
    const { id } = await make({ name: `Look ${round}` });
    const body = { productIds, shots: [{ variant: "MAIN", imageTypeId, lookId: id }] };
    const start = () => startJob(jsonRequest("/", body), {});
    const [started, removed] = await Promise.all([start(), remove(id)]);
    expect([
      [201, 409],
      [422, 204],
    ]).toContainEqual([started.status, removed.status]);
    if (started.status === 201) await commandJob((await answer(started, 201, jobResponseSchema)).jobId, "cancel");
  }
});
