import sharp from "sharp";
import { expect, test } from "vitest";
import { POST } from "#app/api/products/import/route.ts";
import { countProductsByVariant } from "#lib/db/products/read.ts";
import type { ImportResult } from "#lib/schemas/import.ts";
import { store } from "#lib/storage/storage.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { imported, storedProducts as products, sendImport as send, useImporter } from "#tests/support/importer.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { problem, request } from "#tests/support/request.ts";

useImporter();

const counts = ({ productsCreated, productsUpdated, imagesAdded, imagesUnchanged, errorCount }: ImportResult) => [
  productsCreated,
  productsUpdated,
  imagesAdded,
  imagesUnchanged,
  errorCount,
];

const HEADER = "sku,asin,title,category,variant,image";

test("takes a zip with a catalog, and the same zip again changes nothing", async () => {
  const rows = [
    HEADER,
    "S1,B000000001,Mug,Kitchen,MAIN,img/a.jpg",
    "S1,B000000001,Mug,Kitchen,PT01,img/b.png",
    "S2,,Lamp,,main,img/c.webp",
    "S3,,No picture,,,",
  ];
  const zip = await makeZip({
    "catalog.csv": rows.join("\n"),
    "img/a.jpg": await drawPicture(),
    "img/b.png": await drawPicture({ format: "png" }),
    "img/c.webp": await drawPicture({ format: "webp", width: 70, height: 30 }),
    "img/unused.jpg": await drawPicture(),
  });
  expect(counts(await imported(zip))).toEqual([3, 0, 3, 0, 0]);
  expect(counts(await imported(zip))).toEqual([0, 0, 0, 3, 0]);
  const [mug, lamp] = await products();
  expect(mug).toMatchObject({ asin: "B000000001", sku: "S1", title: "Mug", category: "Kitchen" });
  expect(lamp?.sourceImages).toMatchObject([{ variant: "MAIN", width: 70, height: 30, mimeType: "image/webp" }]);
  for (const { storageKey } of mug?.sourceImages ?? []) expect(await store().get(storageKey)).not.toBeNull();
});

test("forgives Excel's habits: a folder on top, a byte order mark, semicolons, capitals, further columns, quoted newlines", async () => {
  const csv =
    '\ufeffSKU;Colour;ASIN;Title;Category;Variant;Image\r\nS1;red;b000000001;"Mug;\nlarge ""XL""";Kitchen;pt01;IMG\\A.JPG\r\n';
  const zip = await makeZip({
    "export/catalog.csv": csv,
    "export/img/a.jpg": await drawPicture(),
    "__MACOSX/export/._a.jpg": "x",
  });
  expect(counts(await imported(zip))).toEqual([1, 0, 1, 0, 0]);
  expect(await products()).toMatchObject([
    { asin: "B000000001", title: 'Mug;\nlarge "XL"', sourceImages: [{ variant: "PT01" }] },
  ]);
});

test("takes a zip of files named by variant; the ASIN is the title until a sheet gives one", async () => {
  const zip = await makeZip({
    "B000000001.PT01.jpg": await drawPicture(),
    "B000000001.jpg": await drawPicture(),
    "photos/b000000002.main.png": await drawPicture({ format: "png" }),
  });
  expect(counts(await imported(zip))).toEqual([2, 0, 3, 0, 0]);
  expect(await countProductsByVariant()).toEqual([
    { variant: "MAIN", count: 2 },
    { variant: "PT01", count: 1 },
  ]);
  expect((await products()).map(({ title }) => title)).toEqual(["B000000001", "B000000002"]);
  expect(counts(await imported("asin,title\nB000000001,Mug", "titles.csv"))).toEqual([0, 1, 0, 0, 0]);
  expect(counts(await imported(zip))).toEqual([0, 0, 0, 3, 0]);
  expect((await products()).map(({ title }) => title)).toEqual(["Mug", "B000000002"]);
});

test("lists each bad row with its number and reason, puts the good ones in, and nothing of a bad one", async () => {
  await imported("asin,sku,title\nB000000008,S8,Eight\nB000000009,S9,Nine", "base.csv");
  const rows: [string, string][] = [
    ["S1,B000000001,Good,,MAIN,ok.jpg", ""],
    ["S2,B123,Bad ASIN,,,", "BAD_ASIN"],
    ["S3,,Bad variant,,HERO,ok.jpg", "BAD_VARIANT"],
    ["S4,,No variant,,,ok.jpg", "BAD_VARIANT"],
    ["S5,,,,,", "NO_TITLE"],
    [",,Nobody,,,", "NO_IDENTIFIER"],
    ["S8,B000000009,Two products,,,", "IDENTIFIER_CONFLICT"],
    ["S8,B000000007,Another ASIN,,,", "IDENTIFIER_CONFLICT"],
    ["S6,,Missing file,,MAIN,none.jpg", "FILE_MISSING"],
    ["S7,,Not an image,,MAIN,text.jpg", "NOT_AN_IMAGE"],
    ["SA,,A drawing,,MAIN,drawing.jpg", "NOT_AN_IMAGE"],
    ["SB,,Cut off,,MAIN,cut.jpg", "NOT_AN_IMAGE"],
    ["SC,,A link,,MAIN,ftp://example.com/a.jpg", "BAD_LINK"],
    ["SF,,No link,,MAIN,https://", "BAD_LINK"],
    ["SG,,A password,,MAIN,https://me:secret@example.com/a.jpg", "BAD_LINK"],
    ["SD,,Caf\ufffd,,,", "BAD_TEXT"],
    [`${"S".repeat(101)},,Long SKU,,,`, "BAD_SKU"],
    ["", ""],
    ["SE,,Too large,,MAIN,large.jpg", "FILE_TOO_LARGE"],
  ];
  const picture = await drawPicture({ width: 200, height: 200 });
  const zip = await makeZip({
    "catalog.csv": [HEADER, ...rows.map(([row]) => row)].join("\n"),
    "ok.jpg": picture,
    "text.jpg": "not a picture",
    "drawing.jpg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "cut.jpg": picture.subarray(0, picture.length / 2),
    "large.jpg": Buffer.alloc(26 * 1024 ** 2),
  });
  const { errors, ...numbers } = await imported(zip);
  const expected = rows.flatMap(([, code], index) => (code ? [{ row: index + 2, code }] : []));
  expect(errors.map(({ row, code }) => ({ row, code }))).toEqual(expected);
  expect(numbers).toMatchObject({ productsCreated: 1, productsUpdated: 0, imagesAdded: 1 });
  expect((await products()).map(({ title }) => title)).toEqual(["Eight", "Nine", "Good"]);
});

test("names the file where a zip has no sheet", async () => {
  const zip = await makeZip({
    "B000000001.PT01.jpg": "no picture",
    "readme.txt": "hello",
    "notes.txt": "hello",
    "B000000001.HERO.jpg": await drawPicture(),
    "B000000002.PT01.extra.jpg": await drawPicture(),
  });
  expect((await imported(zip)).errors.map(({ row, file, code }) => [row, file, code])).toEqual([
    [undefined, "B000000001.PT01.jpg", "NOT_AN_IMAGE"],
    [undefined, "notes.txt", "BAD_ASIN"],
    [undefined, "B000000001.HERO.jpg", "BAD_VARIANT"],
    [undefined, "B000000002.PT01.extra.jpg", "BAD_FILE_NAME"],
  ]);
  expect(await products()).toEqual([]);
});

test("keeps different pictures of one variant, and the first of several rows decides the title", async () => {
  const zip = await makeZip({
    "catalog.csv": [HEADER, "S1,,First,,MAIN,a.jpg", "S1,,Second,Later,MAIN,b.jpg"].join("\n"),
    "a.jpg": await drawPicture(),
    "b.jpg": await drawPicture(),
  });
  expect(counts(await imported(zip))).toEqual([1, 0, 2, 0, 0]);
  expect(counts(await imported(zip))).toEqual([0, 0, 0, 2, 0]);
  expect(await products()).toMatchObject([{ title: "First", category: "Later", sourceImages: [{}, {}] }]);
});

test("sizes a picture as it is seen, its EXIF rotation done", async () => {
  const turned = await sharp(await drawPicture({ width: 80, height: 20 }))
    .withMetadata({ orientation: 6 })
    .toBuffer();
  await imported(await makeZip({ "B000000001.MAIN.jpg": turned }));
  expect((await products())[0]?.sourceImages).toMatchObject([{ width: 20, height: 80 }]);
});

test("refuses what is no import, saying what to send", async () => {
  const zip = await makeZip({ "B000000001.MAIN.jpg": await drawPicture() });
  await problem(await send(zip.subarray(0, zip.length - 30)), 422);
  await problem(await send("title,price\nMug,3", "prices.csv"), 422);
  await problem(await send("", "empty.csv"), 422);
  await problem(await send("hello", "notes.txt"), 422);
  await problem(await send("hello", "notes.pdf"), 415);
  for (const name of ["prices.xlsx", "prices.xls", "prices.ods", "prices.numbers"])
    expect((await problem(await send(zip, name), 415)).detail).toContain('Save it as "CSV UTF-8"');
  await problem(
    await POST(request("/", { method: "POST", body: "{}", headers: { "content-type": "application/json" } }), {}),
    415,
  );
  const other = new FormData();
  other.set("picture", "x");
  await problem(await POST(request("/", { method: "POST", body: other }), {}), 400);
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  await problem(
    await POST(
      request("/", {
        method: "POST",
        body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK',
        headers,
      }),
      {},
    ),
    400,
  );
  await problem(
    await POST(request("/", { method: "POST", body: "x", headers: { "content-type": "multipart/form-data" } }), {}),
    400,
  );
  await problem(await send(zip, "a.zip", { init: { headers: { origin: "https://evil.example" } } }), 403);
  expect(await products()).toEqual([]);
});
