import { parse } from "csv-parse/sync";
import { expect, test, vi } from "vitest";
import { POST as CANCEL } from "#app/api/imports/[id]/cancel/route.ts";
import { GET as FAILED_ROWS } from "#app/api/imports/[id]/failed-rows.csv/route.ts";
import { POST as PREVIEW } from "#app/api/imports/[id]/preview/route.ts";
import { GET } from "#app/api/imports/[id]/route.ts";
import { POST as START } from "#app/api/imports/[id]/start/route.ts";
import { db } from "#lib/db/client.ts";
import { forgetDrafts } from "#lib/import/command-import.ts";
import { type ImportPreview, importAcceptedSchema, importPreviewSchema, importSchema } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { imported, sendImport, storedProducts, useImporter } from "#tests/support/importer.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

useImporter({ fetching: true });

const HOLD = { fields: { draft: "true" } };

async function draft(content: string | Buffer, name = "catalog.csv"): Promise<string> {
  return (await answer(await sendImport(content, name, HOLD), 202, importAcceptedSchema)).importId;
}

const HANDLERS = { preview: PREVIEW, start: START };
const ask = (what: keyof typeof HANDLERS, id: string, body: object = {}) =>
  HANDLERS[what](jsonRequest("/", body), context({ id }));
const preview = async (id: string, body = {}): Promise<ImportPreview> =>
  answer(await ask("preview", id, body), 200, importPreviewSchema);
const state = async (id: string) => answer(await GET(request("/"), context({ id })), 200, importSchema);
const ended = (id: string) =>
  vi.waitUntil(async () => [await state(id)].find(isImportFinished), { timeout: 20_000, interval: 50 });

test.each([
  [{ start: "no" }, "Use draft instead of start."],
  [{ draft: "yes" }, "Use true or false."],
])("imports nothing with the field %j", async (fields, message) => {
  const body = await problem(await sendImport("sku,title\nS1,Mug", "a.csv", { fields }), 400);
  expect(JSON.stringify(body)).toContain(message);
  expect([await db.import.count(), await db.product.count()]).toEqual([0, 0]);
});

test("waits for a person, tells what it understood, and takes their correction", async () => {
  const id = await draft('Code;Name;Photo\nS1;"Mug; blue";a.jpg\nS2;Lamp;\nS3;;\n');
  expect(await state(id)).toMatchObject({ status: "DRAFT", rowsDone: 0 });
  const guess = await preview(id);
  expect(guess.columns).toEqual([
    { name: "Code", mapping: null, samples: ["S1", "S2", "S3"], holdsLinks: false },
    { name: "Name", mapping: "title", samples: ["Mug; blue", "Lamp", ""], holdsLinks: false },
    { name: "Photo", mapping: "image", samples: ["a.jpg", "", ""], holdsLinks: false },
  ]);
  const columns = ["sku", "title", "MAIN"];
  expect(await preview(id, { columns })).toMatchObject({
    rows: 3,
    products: 1,
    newProducts: 1,
    variants: [],
    links: 0,
    errors: [
      { row: 2, code: "FILE_MISSING" },
      { row: 4, code: "NO_TITLE" },
    ],
    complete: true,
  });
  expect(await storedProducts()).toEqual([]);
  expect(await answer(await ask("start", id, { columns }), 200, importSchema)).toMatchObject({ id });
  const { errors, productsCreated } = await ended(id);
  expect([productsCreated, errors.map(({ row, code }) => [row, code])]).toEqual([
    1,
    [
      [2, "FILE_MISSING"],
      [4, "NO_TITLE"],
    ],
  ]);
});

test("the CSV of failed rows keeps what a person made of the columns", async () => {
  const id = await draft("Code,title,Name\nS1,shop text,\n");
  await ask("start", id, { columns: ["sku", null, "title"] });
  await ended(id);
  const csv = await (await FAILED_ROWS(request("/"), context({ id }))).text();
  expect(parse(csv, { bom: true })).toEqual([
    ["sku", "title (skipped)", "title", "import_problem"],
    ["S1", "shop text", "", "A new product without an ASIN needs a title."],
  ]);
  expect(await imported(csv.replace(',"",', ",Mug,").replace(",,", ",Mug,"), "corrected.csv")).toMatchObject({
    productsCreated: 1,
    errorCount: 0,
  });
});

test("tells what a zip of files named by variant and one with a catalog hold", async () => {
  const named = await draft(await makeZip({ "B000000001.jpg": "", "B000000001.PT02.jpg": "", "x.txt": "" }), "a.zip");
  expect(await preview(named)).toMatchObject({
    columns: [],
    rows: 3,
    products: 1,
    variants: [
      { variant: "MAIN", count: 1 },
      { variant: "PT02", count: 1 },
    ],
    errors: [{ file: "x.txt", code: "BAD_ASIN" }],
  });
  const sheet = "sku,title,MAIN\nS1,Mug,a.jpg\nS2,Lamp,https://example.com/a.jpg";
  const id = await draft(await makeZip({ "catalog.csv": sheet, "a.jpg": await drawPicture() }), "a.zip");
  expect(await preview(id)).toMatchObject({ rows: 2, links: 1, variants: [{ variant: "MAIN", count: 2 }] });
});

test("looks at the first 20,000 rows of a long file", async () => {
  const rows = Array.from({ length: 20_001 }, (_, index) => `S${index},T`);
  expect(await preview(await draft(["sku,title", ...rows].join("\n")))).toMatchObject({
    rows: 20_000,
    complete: false,
  });
});

test("is started once, with columns that fit, and not after it was thrown away", async () => {
  const id = await draft("Code,Name\nS1,Mug");
  await problem(await ask("start", id), 422);
  for (const what of ["preview", "start"] as const) await problem(await ask(what, id, { columns: ["sku"] }), 422);
  await problem(await ask("start", id, { columns: ["sku", "sku"] }), 400);
  await problem(await ask("start", id, { columns: [null, "title"] }), 400);
  await problem(await ask("preview", id, { columns: "sku" }), 400);
  const both = await Promise.all([1, 2].map(() => ask("start", id, { columns: ["sku", "title"] })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  await ended(id);
  await problem(await ask("preview", id), 409);
  expect(await storedProducts()).toHaveLength(1);
  const thrownAway = await draft("sku,title\nS2,Lamp");
  await answer(await CANCEL(request("/", { method: "POST" }), context({ id: thrownAway })), 200, importSchema);
  await problem(await ask("start", thrownAway), 409);
  await problem(await ask("start", "none"), 404);
  await problem(await ask("preview", "none"), 404);
});

test("says in the preview that a zip is broken", async () => {
  const id = await draft(Buffer.from("PK\u0003\u0004 no zip"), "a.zip");
  await problem(await ask("preview", id), 422);
  await problem(await ask("start", id), 422);
});

test("forgets drafts that nobody starts, and refuses files where too many wait", async () => {
  const old = await draft("sku,title\nS1,Mug");
  await db.import.update({ where: { id: old }, data: { bytes: 20n * 1024n ** 3n } });
  await problem(await sendImport("sku,title\nS2,Lamp", "b.csv"), 409);
  await db.import.update({ where: { id: old }, data: { createdAt: new Date(Date.now() - 25 * 3_600_000) } });
  await forgetDrafts();
  expect((await state(old)).status).toBe("CANCELLED");
  await imported("sku,title\nS2,Lamp", "b.csv");
});

test("reads what Excel saves: a line that names the separator, and UTF-16", async () => {
  expect(await imported("sep=;\r\nsku;title\r\nS1;Mug, blue", "a.csv")).toMatchObject({ productsCreated: 1 });
  const text = Buffer.from("\ufeffsku\ttitle\r\nS2\tLämpchen\r\n", "utf16le");
  expect(await imported(text, "b.csv")).toMatchObject({ productsCreated: 1, errors: [] });
  expect(await imported(Buffer.from(text).swap16(), "b.csv")).toMatchObject({ productsCreated: 0, errors: [] });
  expect((await storedProducts()).map(({ title }) => title)).toEqual(["Mug, blue", "Lämpchen"]);
});

test("makes each product once where two imports of the same rows run at the same time", async () => {
  const rows = Array.from({ length: 1_200 }, (_, index) => `S${index},B${String(index).padStart(9, "0")},T${index}`);
  const sheet = ["sku,asin,title", ...rows].join("\n");
  const results = await Promise.all([1, 2, 3].map(() => imported(sheet, "same.csv")));
  expect(results.reduce((sum, { productsCreated }) => sum + productsCreated, 0)).toBe(1_200);
  expect(results.every(({ errorCount }) => errorCount === 0)).toBe(true);
  expect(await db.product.count()).toBe(1_200);
});

test("a wide row with a picture that is missing does not go in, and each reason is listed", async () => {
  const zip = await makeZip({
    "catalog.csv": "sku,title,MAIN,PT01,PT02\nS1,Mug,a.jpg,none.jpg,text.jpg\nS2,Lamp,a.jpg,,b.jpg",
    "a.jpg": await drawPicture(),
    "b.jpg": await drawPicture(),
    "text.jpg": "text",
  });
  const { errors, ...counts } = await imported(zip);
  expect(counts).toMatchObject({ productsCreated: 1, imagesAdded: 2 });
  expect(errors.map(({ row, code }) => [row, code])).toEqual([
    [2, "FILE_MISSING"],
    [2, "NOT_AN_IMAGE"],
  ]);
});
