import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { POST as PREVIEW } from "#app/api/imports/[id]/preview/route.ts";
import { transaction } from "#lib/db/client.ts";
import { createProducts } from "#lib/db/products/import.ts";
import { importPreviewSchema } from "#lib/schemas/import.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { acceptedImport, imported, sendImport, storedProducts, useImporter } from "#tests/support/importer.ts";
import { markEntries, storedZip } from "#tests/support/odd-zips.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { answer, context, jsonRequest, problem } from "#tests/support/request.ts";

useImporter();

const PICTURES = await Promise.all(
  Array.from({ length: 12 }, (_, index) => drawPicture({ colour: `rgb(${20 * index}, 90, 60)` })),
);
const NUMBERS = new Map(PICTURES.map((bytes, index) => [createHash("sha256").update(bytes).digest("hex"), index]));
const photo = (number: number) => PICTURES[number] ?? Buffer.alloc(0);

/** The catalogue: ASIN or SKU, then photos by their numbers. */
async function catalogue(): Promise<string[]> {
  return (await storedProducts()).map(({ asin, sku, sourceImages }) =>
    [
      asin ?? sku,
      ...sourceImages
        .toSorted((a, b) => compareVariants(a.variant, b.variant))
        .map(({ variant, sha256 }) => `${variant} ${NUMBERS.get(sha256)}`),
    ].join(" "),
  );
}

test.each([
  ["products.csv", "sku,asin,title,variant,image\nZN-1,B0ZIPNM001,Mug,MAIN,images/a.jpg\n"],
  ["catalog.tsv", "sku\tasin\ttitle\tvariant\timage\nZN-1\tB0ZIPNM001\tMug\tMAIN\timages/a.jpg\n"],
  ["export/listings.txt", "seller-sku\tasin1\titem-name\tmain_image_url\nZN-1\tB0ZIPNM001\tMug\timages/a.jpg\n"],
])("a single sheet is the sheet of a zip: %s", async (name, sheet) => {
  const zip = await makeZip({ [name]: sheet, "images/a.jpg": photo(1), "README.txt": "Made by a shop" });
  expect(await imported(zip)).toMatchObject({ errors: [] });
  expect(await catalogue()).toEqual(["B0ZIPNM001 MAIN 1"]);
});

test("a spreadsheet instead of the sheet, and several sheets, are refused with what to do", async () => {
  const workbook = await makeZip({ "catalog.xlsx": "x", "images/a.jpg": photo(1) });
  expect((await problem(await sendImport(workbook), 422)).detail).toContain('"CSV UTF-8"');
  const two = await makeZip({ "a.csv": "sku,title\nS1,A", "b.csv": "sku,title\nS2,B" });
  expect((await problem(await sendImport(two), 422)).detail).toContain("Rename the one to import to catalog.csv");
  expect(await catalogue()).toEqual([]);
});

test("a text among photos that is no sheet is listed, and hides none of them", async () => {
  const { errors } = await imported(await makeZip({ "notes.txt": "hello\nworld", "B0NOTES001.jpg": photo(1) }));
  expect(errors.map(({ file }) => file)).toEqual(["notes.txt"]);
  expect(await catalogue()).toEqual(["B0NOTES001 MAIN 1"]);
});

test("folders name products, their files variants or numbers", async () => {
  const zip = await makeZip({
    "B0FOLDER01/MAIN.jpg": photo(1),
    "B0FOLDER01/PT01.jpg": photo(2),
    "all/B0FOLDER02/1.jpg": photo(3),
    "all/B0FOLDER02/2.jpg": photo(4),
    "B0FOLDER02/front.jpg": photo(5),
  });
  const { errors } = await imported(zip);
  expect(await catalogue()).toEqual(["B0FOLDER01 MAIN 1 PT01 2", "B0FOLDER02 MAIN 3 PT01 4"]);
  expect(errors.map(({ file, code }) => `${file} ${code}`)).toEqual(["B0FOLDER02/front.jpg BAD_ASIN"]);
});

test("file names as cameras, computers and people make them", async () => {
  const names = [
    ...["B0FNAME001.PT1.jpg", "B0FNAME002_MAIN.jpg", "B0FNAME003.MAIN (1).jpg", "B0FNAME004.MAIN.jpg.jpg"],
    ...["b0fname005.main.JPG", "B0FNAME006-PT02.jpg", "B0FNAME007.MAIN copy.jpg", "B0FNAME008 MAIN.jpg"],
    ...["9781617294433.MAIN.jpg", "B0FNAME010..MAIN.jpg", "B0FNAME013.SWATCH.jpg"],
  ];
  const wrong = ["4006381333931.MAIN.jpg", "IMG_0001.jpg", "B0FNAME011.main.1500.jpg"];
  const ignored = { "readme.txt": "x", "Thumbs.db": "x", "__MACOSX/._B0FNAME001.PT1.jpg": "x" };
  const files = Object.fromEntries([...names, ...wrong].map((name, index) => [name, photo(index % 12)]));
  const { errors } = await imported(await makeZip({ ...files, ...ignored }));
  expect(await catalogue()).toEqual([
    ...["B0FNAME001 PT01 0", "B0FNAME002 MAIN 1", "B0FNAME003 MAIN 2", "B0FNAME004 MAIN 3", "B0FNAME005 MAIN 4"],
    ...["B0FNAME006 PT02 5", "B0FNAME007 MAIN 6", "B0FNAME008 MAIN 7", "1617294438 MAIN 8", "B0FNAME010 MAIN 9"],
    "B0FNAME013 SWCH 10",
  ]);
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/4006381333931.*EAN or UPC/),
    expect.stringMatching(/IMG_0001.*neither an ASIN nor the SKU/),
    expect.stringContaining("Name it ASIN.VARIANT.jpg"),
  ]);
});

test("photos named by the SKU of a product go to it, change nothing else of it, and make no product", async () => {
  const product = { title: "Mug", category: null, sourceImages: [] };
  await transaction((tx) =>
    createProducts(tx, [
      { ...product, asin: null, sku: "blank" },
      { ...product, asin: "B0SKUNAM01", sku: "4006381333931" },
      { ...product, asin: null, sku: "MUG_RED.2" },
    ]),
  );
  const zip = await makeZip({
    "blank.png": photo(1),
    "blank.PT01.png": photo(2),
    "4006381333931.jpg": photo(3),
    "MUG_RED.2_PT3.jpg": photo(4),
    "MUG_RED.2/MAIN.jpg": photo(5),
    "unknown.jpg": photo(6),
  });
  const { errors, productsCreated, productsUpdated } = await imported(zip);
  expect((await catalogue()).toSorted()).toEqual([
    "B0SKUNAM01 MAIN 3",
    "MUG_RED.2 MAIN 5 PT03 4",
    "blank MAIN 1 PT01 2",
  ]);
  expect([productsCreated, productsUpdated, errors.map(({ file }) => file)]).toEqual([0, 0, ["unknown.jpg"]]);
});

test.each([
  [9, "Deflate64"],
  [14, "LZMA"],
  [77, "method 77"],
])("a way of compressing that can't be read (%i) is named once, with the way out", async (method, name) => {
  const zip = await makeZip({
    "catalog.csv": "sku,asin,title,variant,image\nD,B0DEFL6401,Mug,MAIN,a.jpg\n",
    "a.jpg": photo(1),
    "b.jpg": photo(2),
  });
  markEntries(zip, { method, only: /\.jpg$/ });
  const { detail } = await problem(await sendImport(zip), 422);
  expect(detail).toContain(`2 files in the zip are compressed with ${name}`);
  expect(detail).toContain("Create the zip with Deflate");
  expect(await catalogue()).toEqual([]);
});

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

test.each<[encoding: string, name: Buffer, title: string]>([
  ["GBK", hex("b2e8 b1ad"), "茶杯"],
  ["GBK in a folder", hex("cdbc 2f b1ad"), "图/杯"],
  ["Shift_JIS with half a backslash in it", hex("955c 8ea6"), "表示"],
  ["Big5", hex("b1 4d b7 7e"), "專業"],
  ["EUC-KR", hex("b8d3 b1d7"), "머그"],
  ["windows-1252", hex("67 72 fc 6e"), "grün"],
  ["code page 850", hex("67 72 81 6e"), "grün"],
])("a sheet finds a photo whose name is in %s", async (_encoding, name, title) => {
  const zip = storedZip([
    ["catalog.csv", `sku,asin,title,variant,image\nX,B0FOREIGN1,${title},MAIN,${title}.jpg\n`],
    [Buffer.concat([name, Buffer.from(".jpg")]), photo(1)],
  ]);
  expect(await imported(zip)).toMatchObject({ errors: [] });
  expect(await catalogue()).toEqual(["B0FOREIGN1 MAIN 1"]);
});

test("a photo without a sheet is listed by the name that it has in its encoding", async () => {
  const name = hex("b2e8 b1ad cdbc c6ac"); // 茶杯图片
  const { errors } = await imported(storedZip([[Buffer.concat([name, Buffer.from(".jpg")]), photo(1)]]));
  expect(errors.map(({ file }) => file)).toEqual(["茶杯图片.jpg"]);
});

test("a zip inside a zip is named", async () => {
  const { errors } = await imported(await makeZip({ "B0NESTED01.zip": await makeZip({ "a.jpg": photo(1) }) }));
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("Unpack them first")]);
});

test("the preview tells of photos that can't be unpacked", async () => {
  const zip = await makeZip({ "B0LOCKED01.jpg": photo(1), "B0LOCKED02.jpg": photo(2) });
  markEntries(zip, { addFlags: 1, only: /LOCKED01/ });
  const id = await acceptedImport(zip, "photos.zip", { fields: { draft: "true" } });
  const preview = await answer(await PREVIEW(jsonRequest("/", {}), context({ id })), 200, importPreviewSchema);
  expect(preview).toMatchObject({
    products: 1,
    errors: [{ file: "B0LOCKED01.jpg", code: "NOT_AN_IMAGE", message: expect.stringContaining("password") }],
  });
});
