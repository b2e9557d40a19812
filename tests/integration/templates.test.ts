import { expect, test } from "vitest";
import * as imageType from "#app/api/image-types/[id]/route.ts";
import * as imageTypes from "#app/api/image-types/route.ts";
import * as template from "#app/api/templates/[id]/route.ts";
import * as templates from "#app/api/templates/route.ts";
import { db } from "#lib/db/client.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { imageTypeSchema, imageTypesSchema } from "#lib/schemas/image-type.ts";
import { templateSchema, templatesSchema } from "#lib/schemas/template.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct, makeTemplate } from "#tests/support/factories.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

useDatabase();

const patch = (body: unknown) => jsonRequest("/", body, { method: "PATCH" });
const remove = () => request("/", { method: "DELETE" });

test("makes, lists, changes and deletes a template", async () => {
  const variables = [
    { name: "mood", label: "Mood", type: "choice", required: true, defaultValue: "calm", options: ["calm", "loud"] },
  ];
  const input = { name: "Room", description: "A room", promptText: "A {{mood}} room", variables };
  const made = await answer(await templates.POST(jsonRequest("/", input), {}), 201, templateSchema);
  expect(made).toMatchObject(input);
  const changed = await answer(
    await template.PATCH(patch({ name: "Hall" }), context({ id: made.id })),
    200,
    templateSchema,
  );
  expect(changed).toEqual({ ...made, name: "Hall" });
  expect((await answer(await templates.GET(request("/"), {}), 200, templatesSchema)).templates).toEqual([changed]);
  expect((await template.DELETE(remove(), context({ id: made.id }))).status).toBe(204);
  await problem(await template.GET(request("/"), context({ id: made.id })), 404);
  await problem(await template.PATCH(patch({ name: "X" }), context({ id: made.id })), 404);
  await problem(await template.DELETE(remove(), context({ id: made.id })), 404);
});

test.each<[unknown, string]>([
  [{ name: "" }, "name"],
  [{ promptText: " " }, "promptText"],
  [{ variables: [{ name: "two words", type: "text" }] }, "variables.0.name"],
  [{ variables: [{ name: "a", type: "number" }] }, "variables.0.type"],
  [{ variables: [{ name: "a", type: "choice" }] }, "variables.0.options"],
  [{ variables: [{ name: "a", type: "choice", options: ["x"], defaultValue: "y" }] }, "variables.0.defaultValue"],
  [{ variables: [{ name: "brand", type: "product" }] }, "variables.0.defaultValue"],
  [{ variables: [{ name: "asin", type: "text" }] }, "variables.0.name"],
  [
    {
      variables: [
        { name: "a", type: "text" },
        { name: "a", type: "text" },
      ],
    },
    "variables",
  ],
])("refuses a template with %j and says where", async (wrong, path) => {
  const body = { name: "T", promptText: "p", ...(wrong as object) };
  const { errors } = await problem(await templates.POST(jsonRequest("/", body), {}), 400);
  expect(errors?.map((error) => error.path)).toContain(path);
});

test("makes, lists in order, changes and deletes an image type", async () => {
  const post = async (name: string, order: number) =>
    answer(await imageTypes.POST(jsonRequest("/", { name, defaultPrompt: "p", order }), {}), 201, imageTypeSchema);
  const later = await post("Later", 2);
  const sooner = await post("Sooner", 1);
  expect((await answer(await imageTypes.GET(request("/"), {}), 200, imageTypesSchema)).imageTypes).toEqual([
    sooner,
    later,
  ]);
  const changed = await imageType.PATCH(patch({ defaultPrompt: "q" }), context({ id: later.id }));
  expect(await answer(changed, 200, imageTypeSchema)).toEqual({ ...later, defaultPrompt: "q" });
  expect((await imageType.DELETE(remove(), context({ id: later.id }))).status).toBe(204);
  await problem(await imageType.GET(request("/"), context({ id: later.id })), 404);
  await problem(await imageTypes.POST(jsonRequest("/", { name: "No prompt" }), {}), 400);
});

test("refuses a name that is taken", async () => {
  const made = await makeTemplate("p");
  await problem(await templates.POST(jsonRequest("/", { name: made.name, promptText: "p" }), {}), 409);
  const other = await makeTemplate("p");
  await problem(await template.PATCH(patch({ name: made.name }), context({ id: other.id })), 409);
  await makeImageType("p", "Lifestyle");
  await problem(await imageTypes.POST(jsonRequest("/", { name: "Lifestyle", defaultPrompt: "p" }), {}), 409);
});

test("keeps what an unfinished job uses; a finished job keeps the names", async () => {
  const imageTypeId = await makeImageType("p", "Lifestyle");
  const { id: templateId, name } = await makeTemplate("p");
  const productIds = [await makeProduct({ photos: ["PT01"] })];
  const { jobId } = await startBulkGeneration({ productIds, variant: "PT01", imageTypeId, templateId }, null);
  await problem(await template.DELETE(remove(), context({ id: templateId })), 409);
  await problem(await imageType.DELETE(remove(), context({ id: imageTypeId })), 409);
  await db.generationJob.update({ where: { id: jobId }, data: { status: "COMPLETED" } });
  expect((await template.DELETE(remove(), context({ id: templateId }))).status).toBe(204);
  expect((await imageType.DELETE(remove(), context({ id: imageTypeId }))).status).toBe(204);
  expect(await findJob(jobId)).toMatchObject({
    imageTypeId: null,
    imageTypeName: "Lifestyle",
    templateId: null,
    templateName: name,
  });
});
