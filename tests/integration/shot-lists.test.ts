import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { POST as preview } from "#app/api/images/bulk-generate/preview/route.ts";
import { POST as start } from "#app/api/images/bulk-generate/route.ts";
import { POST as restore } from "#app/api/restore/route.ts";
import * as shotList from "#app/api/shot-lists/[id]/route.ts";
import * as shotLists from "#app/api/shot-lists/route.ts";
import { deleteLook } from "#lib/catalog/looks.ts";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { deleteImageType } from "#lib/db/image-types.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { createLook } from "#lib/db/looks.ts";
import { deleteTemplate } from "#lib/db/templates.ts";
import { deleteJob } from "#lib/generation/delete-job.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { jobPreviewSchema, jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { restoreDeletedResponseSchema } from "#lib/schemas/deletion.ts";
import { lookInputSchema } from "#lib/schemas/look.ts";
import { type ShotList, shotListSchema, shotListsSchema } from "#lib/schemas/shot-list.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct, makeTemplate } from "#tests/support/factories.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

useDatabase();

const post = (body: unknown) => shotLists.POST(jsonRequest("/", body), {});
const get = (id: string) => shotList.GET(request("/"), context({ id }));
const patch = (id: string, body: unknown) =>
  shotList.PATCH(jsonRequest("/", body, { method: "PATCH" }), context({ id }));
const remove = (id: string) => shotList.DELETE(request("/", { method: "DELETE" }), context({ id }));
const make = async (body: unknown) => answer(await post(body), 201, shotListSchema);
const list = async (): Promise<ShotList[]> =>
  (await answer(await shotLists.GET(request("/"), {}), 200, shotListsSchema)).shotLists;
const startJob = (body: object) => start(jsonRequest("/", body), {});

test("makes, lists by name, changes and deletes a shot list", async () => {
  const imageTypeId = await makeImageType();
  const front = { name: "Front", variant: "MAIN", imageTypeId };
  const made = await make({ name: " Listing ", shots: [front, { variant: "pt01", imageTypeId, alsoSend: ["back"] }] });
  const plain = { candidates: 1, alsoSend: [] };
  expect(made).toEqual({
    id: made.id,
    name: "Listing",
    description: "",
    shots: [
      { ...front, ...plain },
      { variant: "PT01", imageTypeId, ...plain, alsoSend: ["BACK"] },
    ],
  });
  const other = await make({ name: "Again", description: "Two", shots: made.shots.toReversed() });
  expect(await list()).toEqual([other, made]);
  const change = { name: "Whole listing", shots: made.shots.toReversed() };
  const changed = await answer(await patch(made.id, change), 200, shotListSchema);
  expect(changed).toEqual({ ...made, ...change });
  expect(await answer(await get(made.id), 200, shotListSchema)).toEqual(changed);
  expect(await answer(await patch(made.id, {}), 200, shotListSchema)).toEqual(changed);

  const response = await remove(made.id);
  expect([response.status, await response.text()]).toEqual([204, ""]);
  expect(await list()).toEqual([other]);
  for (const gone of [await get(made.id), await patch(made.id, { name: "X" }), await remove(made.id)])
    await problem(gone, 404);
});

test.each<[string, object, string]>([
  ["no name", { name: " " }, "name"],
  ["no shot", { shots: [] }, "shots"],
  ["thirteen shots", { shots: Array.from({ length: 13 }, () => ({ variant: "MAIN", imageTypeId: "t" })) }, "shots"],
  [
    "an unknown variant",
    { shots: [{ variant: "MAIN", targetVariant: "PT1000", imageTypeId: "t" }] },
    "shots.0.targetVariant",
  ],
  ["a misspelt field", { shots: [{ variant: "MAIN", imageTypeId: "t", candidate: 2 }] }, "shots.0"],
])("refuses a list with %s, made new or as a change, and says where", async (_what, wrong, path) => {
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType() }];
  const before = await make({ name: "Before", shots });
  for (const response of [await post({ name: "New", shots, ...wrong }), await patch(before.id, wrong)])
    expect((await problem(response, 400)).errors?.map((error) => error.path)).toEqual([path]);
  expect(await list()).toEqual([before]);
});

test.each<[string, object, string]>([
  ["an unknown image type", { imageTypeId: "nothing" }, "imageTypeId"],
  ["an unknown template", { templateId: "nothing" }, "templateId"],
  ["an unknown look", { lookId: "nothing" }, "lookId"],
  ["a prompt that nothing fills", { customPrompt: "{{nonsense}}" }, "customPrompt"],
  ["a size that the model doesn't offer", { imageSize: "4K" }, "imageSize"],
])("refuses a shot with %s, of which no job could be made", async (_what, change, field) => {
  const plain = { variant: "MAIN", imageTypeId: await makeImageType() };
  const before = await make({ name: "Before", shots: [plain] });
  const shots = [plain, { ...plain, ...change }];
  for (const response of [await post({ name: "New", shots }), await patch(before.id, { shots })])
    expect((await problem(response, 422)).errors?.map(({ path }) => path)).toEqual([`shots.1.${field}`]);
  expect(await list()).toEqual([before]);
});

test("refuses a name that another one has, and lets one keep its own", async () => {
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType() }];
  const { id } = await make({ name: "Listing", shots });
  const other = await make({ name: "Season", shots });
  await problem(await post({ name: "Listing", shots }), 409);
  await problem(await patch(other.id, { name: "Listing" }), 409);
  await answer(await patch(id, { name: "Listing" }), 200, shotListSchema);
});

test("a job of a list makes its shots, keeps a copy of them, and says which list it was", async () => {
  const imageTypeId = await makeImageType("Show {{product_title}}");
  const shots = [
    { name: "Front", variant: "MAIN", imageTypeId, candidates: 2 },
    { name: "Side", variant: "MAIN", targetVariant: "PT01", imageTypeId },
  ];
  const { id } = await make({ name: "Listing", shots });
  const body = { productIds: [await makeProduct()], shotListId: id };
  const seen = await answer(await preview(jsonRequest("/", body), {}), 200, jobPreviewSchema);
  expect(seen.shots.map(({ name, images }) => [name, images])).toEqual([
    ["Front", 2],
    ["Side", 1],
  ]);
  const { jobId, totalImages } = await answer(await startJob(body), 201, jobResponseSchema);
  expect(totalImages).toBe(3);

  await problem(await remove(id), 409);
  await answer(await patch(id, { name: "Other", shots: shots.slice(0, 1) }), 200, shotListSchema);
  expect(await findJob(jobId)).toMatchObject({
    shotListId: id,
    shotListName: "Listing",
    shots: [{}, { name: "Side" }],
  });

  await db.generationJob.update({ where: { id: jobId }, data: { status: "COMPLETED" } });
  expect((await remove(id)).status).toBe(204);
  expect(await findJob(jobId)).toMatchObject({ shotListId: null, shotListName: "Listing" });
});

test("a deleted job can be restored after its list was deleted", async () => {
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType() }];
  const { id } = await make({ name: "Listing", shots });
  const body = { productIds: [await makeProduct()], shotListId: id };
  const { jobId } = await answer(await startJob(body), 201, jobResponseSchema);
  await commandJob(jobId, "cancel");
  await deleteJob(jobId);
  expect((await remove(id)).status).toBe(204);
  await answer(await restore(jsonRequest("/", { id: jobId }), {}), 200, restoreDeletedResponseSchema);
  expect(await findJob(jobId)).toMatchObject({ shotListId: null, shotListName: "Listing" });
});

test("a list stays readable when its image type, template and look are gone; a job of it names the shots", async () => {
  const [kept, gone] = [await makeImageType(), await makeImageType()];
  const template = await makeTemplate("A scene");
  const look = await createLook(lookInputSchema.parse({ name: "Calm" }));
  const shots = [
    { variant: "MAIN", imageTypeId: kept },
    { variant: "MAIN", imageTypeId: gone },
    { variant: "MAIN", imageTypeId: kept, templateId: template.id },
    { variant: "MAIN", imageTypeId: kept, lookId: look.id },
  ];
  const made = await make({ name: "Listing", shots });
  await deleteImageType(gone);
  await deleteTemplate(template.id);
  await deleteLook(look.id);
  expect(await answer(await get(made.id), 200, shotListSchema)).toEqual(made);
  await answer(await patch(made.id, { name: "Old listing" }), 200, shotListSchema);

  const body = { productIds: [await makeProduct()], shotListId: made.id };
  for (const response of [await startJob(body), await preview(jsonRequest("/", body), {})])
    expect((await problem(response, 422)).errors?.map(({ path }) => path)).toEqual([
      "shots.1.imageTypeId",
      "shots.2.templateId",
      "shots.3.lookId",
    ]);
  expect(await db.generationJob.count()).toBe(0);
});

test("a job is of shots or of a list, never of both or of neither", async () => {
  const productIds = [await makeProduct()];
  const shots = [{ variant: "MAIN", imageTypeId: await makeImageType() }];
  const { id: shotListId } = await make({ name: "Listing", shots });
  for (const body of [{ productIds }, { productIds, shots, shotListId }])
    for (const response of [await startJob(body), await preview(jsonRequest("/", body), {})])
      expect((await problem(response, 422)).errors?.map(({ path }) => path)).toEqual(["shots"]);
  const unknown = await problem(await startJob({ productIds, shotListId: "nothing" }), 422);
  expect(unknown.errors?.map(({ path }) => path)).toEqual(["shotListId"]);
});

const SEED = "prisma/migrations/20261130110001_starter_shot_lists/migration.sql";
const apply = async (path: string) => {
  const sql = readFileSync(path, "utf8");
  await (await driver()).withSession((session) => session.exec(sql));
};

test("starts with three shot lists on a new database, and each makes a job of a product with a MAIN photo", async () => {
  await apply("prisma/migrations/20261123000001_starter_prompts/migration.sql");
  await apply(SEED);
  const lists = await list();
  expect(lists.map(({ name, shots }) => [name, shots.map(({ targetVariant }) => targetVariant)])).toEqual([
    ["Complete listing", ["MAIN", "PT01", "PT02", "PT03", "PT04"]],
    ["Seasonal", ["PT01", "PT02"]],
    ["White background refresh", ["MAIN"]],
  ]);
  const productIds = [await makeProduct()];
  for (const { id, shots } of lists) {
    const { totalImages } = await answer(await startJob({ productIds, shotListId: id }), 201, jobResponseSchema);
    expect(totalImages).toBe(shots.length);
  }
});

test("the starter lists come all the same where an image type was renamed", async () => {
  await makeImageType("p", "White background");
  await apply(SEED);
  const lists = await list();
  expect(lists).toHaveLength(3);
  const body = { productIds: [await makeProduct()], shotListId: lists[0]?.id };
  expect((await problem(await startJob(body), 422)).errors?.map(({ path }) => path)).toEqual(
    [1, 2, 3, 4].map((shot) => `shots.${shot}.imageTypeId`),
  );
});
