import { expect, onTestFinished, test, vi } from "vitest";
import { POST as bulkGenerate } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { GET as listJobs } from "#app/api/jobs/route.ts";
import { POST as addPhoto } from "#app/api/products/[id]/source-images/route.ts";
import { GET as listProducts } from "#app/api/products/route.ts";
import * as template from "#app/api/templates/[id]/route.ts";
import * as templates from "#app/api/templates/route.ts";
import { type Products, productsSchema } from "#lib/schemas/product.ts";
import { templateSchema } from "#lib/schemas/template.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct, makeTemplate } from "#tests/support/factories.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

useDatabase();

const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString("base64url");

test.each([
  ["of three bytes", "\u3042"],
  ["that JSON escapes", "\u0001"],
])("takes its own cursor back after the longest title of characters %s", async (_name, character) => {
  const long = [1, 2, 3].map((number) => `${character.repeat(498)}.${number}`);
  for (const title of long) await makeProduct({ title, photos: [] });
  const walked: string[] = [];
  let next: string | null = "";
  while (next !== null && walked.length < 5) {
    const page: Products = await answer(
      await listProducts(request(`/?sort=title&limit=1&cursor=${next}`), {}),
      200,
      productsSchema,
    );
    walked.push(...page.products.map(({ title }) => title));
    next = page.nextCursor;
  }
  expect(walked).toEqual(long);
});

test.each([
  `sort=generated&cursor=${cursor("generated", Number.MAX_SAFE_INTEGER, "a")}`,
  `sort=createdAt&cursor=${cursor("createdAt", "0000-01-01T00:00:00Z", "a")}`,
  `sort=title&cursor=${cursor("title", "a\u0000", "a")}`,
  `sort=asin&cursor=${cursor("asin", 1, "a")}`,
])("refuses a made-up cursor of products: %s", async (query) => {
  const { errors } = await problem(await listProducts(request(`/?${query}`), {}), 400);
  expect(errors?.map(({ path }) => path)).toEqual(["cursor"]);
});

test("refuses a made-up cursor of jobs", async () => {
  await problem(await listJobs(request(`/?cursor=${cursor("0000-01-01T00:00:00Z", "a")}`), {}), 400);
});

test.each<[object, string]>([
  [{ name: "a\ud800" }, "name"],
  [{ promptText: "a\udfff" }, "promptText"],
  [{ variables: [{ name: "a", type: "text", label: "\ud800" }] }, "variables.0.label"],
  [{ variables: [{ name: "a", type: "choice", options: ["\ud800"] }] }, "variables.0.options.0"],
])("refuses half a character in a template: %j", async (wrong, path) => {
  const body = { name: "T", promptText: "p", ...wrong };
  const { errors } = await problem(await templates.POST(jsonRequest("/", body), {}), 400);
  expect(errors?.map((error) => error.path)).toContain(path);
});

test.each(["a\u0000", "a\ud800"])("refuses %j as the value of a template's variable", async (mood) => {
  const { id: templateId } = await makeTemplate("A {{mood}} room", [{ name: "mood", type: "text" }]);
  const choice = { imageTypeId: await makeImageType(), templateId, templateVariables: { mood } };
  const body = { productIds: [await makeProduct()], variant: "MAIN", ...choice };
  const { errors } = await problem(await bulkGenerate(jsonRequest("/", body), {}), 400);
  expect(errors?.map(({ path }) => path)).toEqual(["templateVariables.mood"]);
});

test("refuses a body of very many values before it looks at them", async () => {
  const many = Object.fromEntries(Array.from({ length: 400_000 }, (_, index) => [index.toString(36), ""]));
  const choice = { imageTypeId: "i", variant: "MAIN", productIds: ["p"] };
  const sent = jsonRequest("/", { ...choice, templateVariables: many });
  const parse = vi.spyOn(JSON, "parse");
  onTestFinished(() => parse.mockRestore());
  const response = await bulkGenerate(sent, {});
  expect(parse).not.toHaveBeenCalled();
  const { detail } = await problem(response, 413);
  expect(detail).toBe("The body has more than 50,000 values.");
  const commas = { name: "T", promptText: ",[{".repeat(2_500) };
  await answer(await templates.POST(jsonRequest("/", commas), {}), 201, templateSchema);
});

test("quotes only so much of what it refuses", async () => {
  const choice = { imageTypeId: await makeImageType(), productIds: [await makeProduct()], variant: "MAIN" };
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`name_${index}`, "x"]));
  const { id: templateId } = await makeTemplate("p");
  const response = await bulkGenerate(jsonRequest("/", { ...choice, templateId, templateVariables: many }), {});
  const refused = await problem(response, 422);
  expect(JSON.stringify(refused).length).toBeLessThan(20_000);
  const selection = { [`f${"x".repeat(100_000)}`]: 1 };
  const unknown = await problem(
    await bulkGenerate(jsonRequest("/", { ...choice, productIds: undefined, selection }), {}),
    400,
  );
  expect(JSON.stringify(unknown).length).toBeLessThan(5_000);
});

test("makes a job of a template with a variable named constructor", async () => {
  const variables = [{ name: "constructor", type: "text", required: true }];
  const { id: templateId } = await makeTemplate("In {{constructor}}", variables);
  const choice = { imageTypeId: await makeImageType(), templateId, productIds: [await makeProduct()], variant: "MAIN" };
  const made = await bulkGenerate(jsonRequest("/", { ...choice, templateVariables: { constructor: "oak" } }), {});
  expect(made.status).toBe(201);
  const refused = await problem(await bulkGenerate(jsonRequest("/", choice), {}), 422);
  expect(refused.errors?.map(({ path }) => path)).toEqual(["templateVariables.constructor"]);
});

test("a change of nothing answers with the template as it is", async () => {
  const made = await makeTemplate("p");
  const unchanged = await template.PATCH(jsonRequest("/", {}, { method: "PATCH" }), context({ id: made.id }));
  expect(await answer(unchanged, 200, templateSchema)).toEqual(made);
  await problem(await template.PATCH(jsonRequest("/", {}, { method: "PATCH" }), context({ id: "nobody" })), 404);
});

test.each<[name: string, bytes: number[]]>([
  ["a byte of Latin-1", [0xfc]],
  ["a character cut off", [0xe3, 0x81]],
  ["a longer form than needed", [0xc0, 0xaf]],
  ["half a surrogate pair", [0xed, 0xa0, 0x80]],
])("refuses text that is not UTF-8: %s", async (_name, bytes) => {
  const bad = Buffer.from(bytes);
  const body = Buffer.concat([Buffer.from('{"name":"Gl'), bad, Buffer.from('hbirne","promptText":"p"}')]);
  const headers = { "content-type": "application/json" };
  const { detail } = await problem(await templates.POST(request("/", { method: "POST", headers, body }), {}), 400);
  expect(detail).toBe("The body is not UTF-8.");
  const escaped = bytes.map((byte) => `%${byte.toString(16)}`).join("");
  const query = await problem(await listProducts(request(`/?search=Gl${escaped}hbirne`), {}), 400);
  expect(query.detail).toBe("The query is not UTF-8.");
  const madeUp = Buffer.concat([Buffer.from('["title","'), bad, Buffer.from('","a"]')]).toString("base64url");
  const { errors } = await problem(await listProducts(request(`/?sort=title&cursor=${madeUp}`), {}), 400);
  expect(errors?.map(({ path }) => path)).toEqual(["cursor"]);
});

test("reads a query that is text, also where a percent sign in it is no escape", async () => {
  for (const title of ["100% oak", "茶碗 🫖", "a\ufffdb"]) await makeProduct({ title, photos: [] });
  for (const search of ["100%", "100%25", "%E8%8C%B6%e7%A2%97", "%F0%9F%AB%96", "a%EF%BF%BDb"])
    expect(await answer(await listProducts(request(`/?search=${search}`), {}), 200, productsSchema)).toMatchObject({
      total: 1,
    });
});

/** A form as its bytes: what FormData can't write. */
function rawForm(parts: [disposition: Buffer, content: Buffer][]): RequestInit {
  const lines = parts.map(([disposition, content]) =>
    Buffer.concat([
      ...[Buffer.from("--x\r\nContent-Disposition: form-data; "), disposition],
      ...[Buffer.from("\r\n\r\n"), content, Buffer.from("\r\n")],
    ]),
  );
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  return { method: "POST", headers, body: Buffer.concat([...lines, Buffer.from("--x--\r\n")]) };
}

test("refuses a field of a form that is not UTF-8, and takes a file whose name is not", async () => {
  const file: [Buffer, Buffer] = [
    Buffer.from('name="file"; filename="Gl\xfchbirne.jpg"', "latin1"),
    await drawPicture(),
  ];
  const send = async (variant: Buffer) => {
    const form = rawForm([[Buffer.from('name="variant"'), variant], file]);
    return addPhoto(request("/", form), context({ id: await makeProduct({ photos: [] }) }));
  };
  const { errors } = await problem(await send(Buffer.from("PT0\xb9", "latin1")), 400);
  expect(errors?.map(({ path }) => path)).toEqual(["variant"]);
  expect((await send(Buffer.from("PT01"))).status).toBe(201);
});
