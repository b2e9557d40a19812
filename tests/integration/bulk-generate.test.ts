import { expect, test } from "vitest";
import { POST as preview } from "#app/api/images/bulk-generate-by-variant/preview/route.ts";
import { POST } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { db } from "#lib/db/client.ts";
import { listJobImages } from "#lib/db/images/read.ts";
import { bulkGenerateResponseSchema, bulkPreviewResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct, makeTemplate } from "#tests/support/factories.ts";
import { answer, jsonRequest, problem } from "#tests/support/request.ts";
import { waitingImages } from "#tests/support/waiting-messages.ts";

useDatabase();

type Body = Record<string, unknown>;

const send = (body: unknown, headers: Record<string, string> = {}) => POST(jsonRequest("/", body, { headers }), {});

async function validBody(overrides: Body = {}): Promise<Body> {
  const productIds = [await makeProduct({ title: "Mug", photos: ["MAIN", "PT01"] })];
  return { productIds, variant: "PT01", imageTypeId: await makeImageType(), ...overrides };
}

async function expectNothingMade(): Promise<void> {
  expect(await db.generationJob.count()).toBe(0);
  expect(await db.generationTask.count()).toBe(0);
  expect(await waitingImages()).toBe(0);
}

async function promptsOf(jobId: string): Promise<string[]> {
  const { images } = await listJobImages(jobId, { limit: 200 });
  return images.map(({ prompt }) => prompt);
}

test("makes one image and one message per product that has the variant, and says why the others are left out", async () => {
  const has = await makeProduct({ photos: ["MAIN", "PT01"] });
  const without = await makeProduct({ photos: ["MAIN"] });
  const productIds = [has, without, "no-such-product", has];
  const body = { productIds, variant: "pt01", imageTypeId: await makeImageType() };
  const { jobId, totalImages, skipped } = await answer(await send(body), 201, bulkGenerateResponseSchema);
  expect(totalImages).toBe(1);
  expect(skipped).toEqual([
    { productId: without, reason: "NO_SOURCE_IMAGE" },
    { productId: "no-such-product", reason: "PRODUCT_NOT_FOUND" },
  ]);
  expect(await db.generationTask.count({ where: { jobId, status: "QUEUED" } })).toBe(1);
  expect(await waitingImages()).toBe(1);
});

test.each<[string, number, Body]>([
  ["no product", 400, { productIds: [] }],
  ["ids that are no text", 400, { productIds: [1] }],
  ["an id with a control character", 400, { productIds: ["a\u0000b"] }],
  ["an empty variant", 400, { variant: "" }],
  ["a variant nobody has", 422, { variant: "PT09" }],
  ["only unknown products", 422, { productIds: ["nobody"] }],
  ["an unknown image type", 422, { imageTypeId: "nothing" }],
  ["an unknown template", 422, { templateId: "nothing" }],
  ["a prompt with a name that nothing fills", 422, { customPrompt: "A {{nonsense}}" }],
  ["a prompt of 8,001 characters", 400, { customPrompt: "x".repeat(8_001) }],
  ["a prompt with a NUL", 400, { customPrompt: "a\u0000b" }],
  ["a value for a variable that does not exist", 422, { templateVariables: { mood: "calm" } }],
])("refuses %s and leaves nothing behind", async (_what, status, overrides) => {
  const response = await send(await validBody(overrides));
  expect((await problem(response, status)).errors?.length).toBeGreaterThan(0);
  await expectNothingMade();
});

test("names the placeholder that nothing fills", async () => {
  const { errors } = await problem(await send(await validBody({ customPrompt: "A {{nonsense}}" })), 422);
  expect(errors).toEqual([{ path: "customPrompt", message: expect.stringContaining("{{nonsense}}") }]);
});

test("refuses what is no JSON, is too large, or says it is something else", async () => {
  await problem(await send("{"), 400);
  await problem(await send(JSON.stringify({ productIds: ["x".repeat(5 * 1024 ** 2)] })), 413);
  await problem(await send(await validBody(), { "content-type": "text/plain" }), 415);
  await expectNothingMade();
});

test.each([
  ["a page of another origin", { origin: "https://evil.example" }],
  ["a sandboxed page", { origin: "null" }],
  ["a page of another port", { origin: "http://localhost:4000" }],
  ["a foreign host name", { host: "evil.example" }],
])("refuses %s", async (_what, headers) => {
  const { code } = await problem(await send(await validBody(), headers), 403);
  expect(code).toBe("foreign_origin");
  await expectNothingMade();
});

test("lets the app's own page in", async () => {
  await answer(await send(await validBody(), { origin: "http://localhost:3000" }), 201, bulkGenerateResponseSchema);
});

test("takes the custom prompt before the template's, and the template's before the image type's", async () => {
  const template = await makeTemplate("Template for {{product_title}}");
  const body = await validBody();
  const started = async (choice: Body) => {
    const { jobId } = await answer(await send({ ...body, ...choice }), 201, bulkGenerateResponseSchema);
    return promptsOf(jobId);
  };
  expect(await started({})).toEqual(["A photo of Mug"]);
  expect(await started({ templateId: template.id })).toEqual(["Template for Mug"]);
  expect(await started({ templateId: template.id, customPrompt: "Custom {{variant}}" })).toEqual(["Custom PT01"]);
});

test("fills a template's own variables: given, by default, from the product; and never reads a value as a placeholder", async () => {
  const template = await makeTemplate("{{mood}}|{{light}}|{{kind}}", [
    { name: "mood", type: "text", required: true },
    { name: "light", type: "choice", options: ["day", "night"], defaultValue: "day" },
    { name: "kind", type: "product", defaultValue: "asin" },
  ]);
  const productIds = [await makeProduct({ asin: "B000000ABC", photos: ["PT01"] })];
  const body = await validBody({ productIds, templateId: template.id });
  const refused = await problem(await send(body), 422);
  expect(refused.errors?.map(({ path }) => path)).toEqual(["templateVariables.mood"]);
  await problem(await send({ ...body, templateVariables: { mood: "calm", light: "dusk" } }), 422);
  const made = await send({ ...body, templateVariables: { mood: "$& {{asin}}" } });
  const { jobId } = await answer(made, 201, bulkGenerateResponseSchema);
  expect(await promptsOf(jobId)).toEqual(["$& {{asin}}|day|B000000ABC"]);
});

test("answers the same key and body with the same job, however many ask at once", async () => {
  const body = await validBody();
  const responses = await Promise.all(Array.from({ length: 20 }, () => send(body, { "idempotency-key": "click-1" })));
  const answers = await Promise.all(responses.map((response) => answer(response, 201, bulkGenerateResponseSchema)));
  expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(1);
  expect(await db.generationJob.count()).toBe(1);
});

test("refuses another body under a key that was used", async () => {
  const body = await validBody();
  await answer(await send(body, { "idempotency-key": "click-1" }), 201, bulkGenerateResponseSchema);
  await problem(await send({ ...body, variant: "MAIN" }, { "idempotency-key": "click-1" }), 409);
  expect(await db.generationJob.count()).toBe(1);
});

test("a preview shows the prompts, the photos and who is left out, and makes nothing", async () => {
  const productIds = await Promise.all(
    ["A", "B", "C", "D"].map((title) => makeProduct({ title, photos: ["PT01"], sku: null })),
  );
  const without = await makeProduct({ title: "E", photos: ["MAIN"] });
  const imageTypeId = await makeImageType("{{product_title}} {{sku}}");
  const body = { productIds: [...productIds, without], variant: "PT01", imageTypeId };
  const ask = async (extra: Body = {}) =>
    answer(await preview(jsonRequest("/", { ...body, ...extra }), {}), 200, bulkPreviewResponseSchema);
  const shown = await ask();
  expect(shown).toMatchObject({ totalImages: 4, emptyVariables: ["sku"], alreadyMadeCount: 0 });
  expect(shown.prompts.map(({ prompt }) => prompt)).toEqual(["A ", "B ", "C "]);
  const missingValues = productIds.map((productId, index) => ({ productId, title: "ABCD"[index], missing: ["sku"] }));
  expect(shown.missingValues).toEqual(missingValues);
  expect(shown.sources.map(({ title }) => title)).toEqual(["A", "B", "C", "D"]);
  expect(shown.skipped).toEqual([{ productId: without, reason: "NO_SOURCE_IMAGE", title: "E" }]);
  expect((await ask({ promptFor: productIds[3] })).prompts).toEqual([{ productId: productIds[3], prompt: "D " }]);
  await expectNothingMade();
});

test("a preview points out products that have a result for this variant, image type and prompt", async () => {
  const body = await validBody();
  const { jobId } = await answer(await send(body), 201, bulkGenerateResponseSchema);
  await db.generationTask.updateMany({ where: { jobId }, data: { status: "COMPLETED" } });
  const ask = async (extra: Body) =>
    answer(await preview(jsonRequest("/", { ...body, ...extra }), {}), 200, bulkPreviewResponseSchema);
  expect((await ask({})).alreadyMade).toEqual([expect.objectContaining({ title: "Mug" })]);
  expect((await ask({ customPrompt: "Another" })).alreadyMadeCount).toBe(0);
});

test("writes the images in the order of the products, their ids ascending with it", async () => {
  const productIds = [];
  for (const title of ["One", 'Two "quoted" \\ and back', "Three"])
    productIds.push(await makeProduct({ title, photos: ["PT01"] }));
  const body = { ...(await validBody({ imageTypeId: await makeImageType("Show {{product_title}}") })), productIds };
  const { jobId } = await answer(await send(body), 201, bulkGenerateResponseSchema);
  const rows = await db.generationTask.findMany({ where: { jobId }, orderBy: { id: "asc" } });
  expect(rows.map(({ productId }) => productId)).toEqual(productIds);
  expect(rows.map(({ turn }) => turn)).toEqual([0, 1, 2]);
  expect(rows[1]).toMatchObject({
    prompt: null,
    values: { product_title: 'Two "quoted" \\ and back' },
    status: "QUEUED",
  });
  expect(await promptsOf(jobId)).toContain('Show Two "quoted" \\ and back');
});

test("a prompt is stored once for all images, and stays what it was when a product changes", async () => {
  const customPrompt = `{{product_title}} {{asin}} ${"long ".repeat(1_000)}`;
  const { jobId } = await answer(await send(await validBody({ customPrompt })), 201, bulkGenerateResponseSchema);
  const [before] = await promptsOf(jobId);
  await db.product.updateMany({ data: { title: "Another title" } });
  expect(await promptsOf(jobId)).toEqual([before]);
  expect(before).toMatch(/^Mug B\d+ long /);
  const [stored] = await db.$queryRaw<{ bytes: number }[]>`
    SELECT pg_column_size(t.*)::int AS bytes FROM "GenerationTask" t WHERE "jobId" = ${jobId}`;
  expect(stored?.bytes).toBeLessThan(1_000);
});
