import { expect, test } from "vitest";
import * as imageType from "#app/api/image-types/[id]/route.ts";
import * as imageTypes from "#app/api/image-types/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { type ImageType, imageTypeSchema, imageTypesSchema } from "#lib/schemas/image-type.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

useDatabase();

const post = (body: unknown) => imageTypes.POST(jsonRequest("/", body), {});
const get = (id: string) => imageType.GET(request("/"), context({ id }));
const patch = (id: string, body: unknown) =>
  imageType.PATCH(jsonRequest("/", body, { method: "PATCH" }), context({ id }));
const remove = (id: string) => imageType.DELETE(request("/", { method: "DELETE" }), context({ id }));

const list = async (): Promise<ImageType[]> =>
  (await answer(await imageTypes.GET(request("/"), {}), 200, imageTypesSchema)).imageTypes;

const startJob = async (imageTypeId: string) =>
  startBulkGeneration({ productIds: [await makeProduct()], variant: "MAIN", imageTypeId }, null);

test("reads an image type back as it was made, with what was left out filled in", async () => {
  const made = await answer(
    await post({ name: "  Lifestyle ", defaultPrompt: "A {{product_title}}" }),
    201,
    imageTypeSchema,
  );
  expect(made).toEqual({
    id: made.id,
    name: "Lifestyle",
    description: "",
    defaultPrompt: "A {{product_title}}",
    order: 0,
    aspectRatio: null,
    imageSize: null,
  });
  expect(await answer(await get(made.id), 200, imageTypeSchema)).toEqual(made);
});

test("lists by order, and by name where the order is the same", async () => {
  for (const [name, order] of [
    ["Last", 7],
    ["B", 1],
    ["A", 1],
    ["First", 0],
  ])
    await answer(await post({ name, order, defaultPrompt: "p" }), 201, imageTypeSchema);
  expect((await list()).map(({ name }) => name)).toEqual(["First", "A", "B", "Last"]);
});

test.each([
  { name: "Renamed" },
  { description: "What it is for" },
  { defaultPrompt: "Another prompt" },
  { order: 12 },
  { aspectRatio: "21:9" },
  { imageSize: null },
  {},
])("changes with %j only what is given", async (change) => {
  const input = {
    name: "Lifestyle",
    description: "In use",
    defaultPrompt: "p",
    order: 3,
    aspectRatio: "4:5",
    imageSize: "4K",
  };
  const made = await answer(await post(input), 201, imageTypeSchema);
  expect(await answer(await patch(made.id, change), 200, imageTypeSchema)).toEqual({ ...made, ...change });
  expect(await list()).toEqual([{ ...made, ...change }]);
});

test("deletes one image type and leaves the others", async () => {
  const gone = await makeImageType("p", "Gone");
  await makeImageType("p", "Kept");
  const response = await remove(gone);
  expect([response.status, await response.text()]).toEqual([204, ""]);
  expect((await list()).map(({ name }) => name)).toEqual(["Kept"]);
  await problem(await remove(gone), 404);
});

test.each(["nobody", "two words", "\u0000", "x".repeat(65)])("knows no image type %j", async (id) => {
  for (const response of [await get(id), await patch(id, { name: "X" }), await remove(id)])
    expect(await problem(response, 404)).toMatchObject({ code: "not_found" });
});

test("refuses a name that another one has, and lets one keep its own", async () => {
  const id = await makeImageType("p", "Lifestyle");
  const other = await makeImageType("p", "Detail");
  expect(await problem(await post({ name: "Lifestyle", defaultPrompt: "p" }), 409)).toMatchObject({ code: "conflict" });
  await problem(await patch(other, { name: " Lifestyle" }), 409);
  await answer(await patch(id, { name: "Lifestyle", order: 1 }), 200, imageTypeSchema);
  expect((await list()).map(({ name }) => name)).toEqual(["Detail", "Lifestyle"]);
});

test.each<[unknown, string]>([
  [{ name: "" }, "name"],
  [{ name: "n".repeat(101) }, "name"],
  [{ name: "a\u0000b" }, "name"],
  [{ name: 7 }, "name"],
  [{ description: "d".repeat(1_001) }, "description"],
  [{ defaultPrompt: " \n" }, "defaultPrompt"],
  [{ defaultPrompt: null }, "defaultPrompt"],
  [{ order: -1 }, "order"],
  [{ order: 1.5 }, "order"],
  [{ order: "1" }, "order"],
  [{ order: 10_001 }, "order"],
  [{ aspectRatio: "7:3" }, "aspectRatio"],
  [{ imageSize: "8K" }, "imageSize"],
])("refuses %j, made new or as a change, and says where", async (wrong, path) => {
  const id = await makeImageType("p", "Before");
  const before = await list();
  const whole = { name: "Lifestyle", defaultPrompt: "p", ...(wrong as object) };
  for (const response of [await post(whole), await patch(id, wrong)])
    expect((await problem(response, 400)).errors?.map((error) => error.path)).toEqual([path]);
  expect(await list()).toEqual(before);
});

test("names each field that is missing, and refuses a body that is no JSON object", async () => {
  const { errors } = await problem(await post({}), 400);
  expect(errors?.map(({ path }) => path)).toEqual(["name", "defaultPrompt"]);
  for (const body of ["{", "[]", "null"]) await problem(await post(body), 400);
  await problem(await imageTypes.POST(request("/", { method: "POST", body: "name=x" }), {}), 415);
});

test.each(["QUEUED", "PROCESSING", "PAUSED"] as const)("keeps what a %s job uses", async (status) => {
  const imageTypeId = await makeImageType("p", "Lifestyle");
  const { jobId } = await startJob(imageTypeId);
  await db.generationJob.update({ where: { id: jobId }, data: { status } });
  expect(await problem(await remove(imageTypeId), 409)).toMatchObject({ code: "conflict" });
  await answer(await get(imageTypeId), 200, imageTypeSchema);
});

test.each(["COMPLETED", "FAILED", "CANCELLED"] as const)(
  "deletes what only a %s job used, and the job keeps the name",
  async (status) => {
    const imageTypeId = await makeImageType("p", "Lifestyle");
    const { jobId } = await startJob(imageTypeId);
    await db.generationJob.update({ where: { id: jobId }, data: { status } });
    expect((await remove(imageTypeId)).status).toBe(204);
    expect(await findJob(jobId)).toMatchObject({ status, imageTypeId: null, imageTypeName: "Lifestyle" });
  },
);
