import { readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { db } from "#lib/db/client.ts";
import { log } from "#lib/log.ts";
import { dataPath } from "#lib/storage/data-dir.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { imported, sendImport as send, storedProducts, useImporter } from "#tests/support/importer.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { removeAll } from "#tests/support/removals.ts";
import { problem } from "#tests/support/request.ts";

useImporter();

const GIF = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

const titles = async () => (await storedProducts()).map(({ title }) => title);

test("takes JPEG, PNG, WebP, TIFF, GIF and AVIF, and refuses an SVG and text named .jpg", async () => {
  const result = await imported(
    await makeZip({
      "B000000001.PT01.jpg": await drawPicture({ format: "jpeg" }),
      "B000000001.PT02.jpg": await drawPicture({ format: "png" }),
      "B000000001.PT03.jpg": await drawPicture({ format: "webp" }),
      "B000000001.PT04.jpg": await drawPicture({ format: "tiff" }),
      "B000000001.PT05.jpg": GIF,
      "B000000001.PT06.jpg": await drawPicture({ format: "avif" }),
      "B000000001.PT07.jpg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      "B000000001.PT08.jpg": "text",
    }),
  );
  expect(result).toMatchObject({ productsCreated: 1, imagesAdded: 6 });
  expect(result.errors.map(({ file, code }) => `${file} ${code}`)).toEqual([
    "B000000001.PT07.jpg NOT_AN_IMAGE",
    "B000000001.PT08.jpg NOT_AN_IMAGE",
  ]);
  const stored = await db.sourceImage.findMany({ orderBy: { variant: "asc" } });
  expect(stored.map(({ mimeType }) => mimeType)).toEqual([
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/tiff",
    "image/gif",
    "image/avif",
  ]);
});

test("refuses a sheet of very many columns", async () => {
  const names = Array.from({ length: 200_000 }, () => "");
  const { detail } = await problem(await send(["sku,title", ...names].join(","), "wide.csv"), 422);
  expect(detail).toContain("200,002 columns; at most 1,000 can be read");
});

test("counts the header, blank lines and a cell of several lines as a spreadsheet does", async () => {
  const sheet = 'sku,title\n\nS1,One\n,,\n"S2","Two\nlines"\nS3,\n\nS4,Four\n,Nobody';
  const { errors, productsCreated } = await imported(sheet, "catalog.csv");
  expect(productsCreated).toBe(3);
  expect(errors.map(({ row, code }) => [row, code])).toEqual([
    [6, "NO_TITLE"],
    [9, "NO_IDENTIFIER"],
  ]);
});

test.each([
  ["Windows", "sku,title\r\nS1,One\r\nS2,Two\r\nS3,Three\r\n"],
  ["Unix", "sku,title\nS1,One\nS2,Two\nS3,Three"],
  ["old Mac", "sku,title\rS1,One\rS2,Two\rS3,Three\r"],
  ["mixed", "sku,title\r\nS1,One\nS2,Two\rS3,Three\n"],
])("reads a sheet with %s line ends", async (_name, sheet) => {
  expect(await imported(sheet, "catalog.csv")).toMatchObject({ productsCreated: 3, errors: [] });
  expect(await titles()).toEqual(["One", "Two", "Three"]);
});

test("puts in the rows before a quote that is not closed, and names its row", async () => {
  const good = Array.from({ length: 60 }, (_, index) => `S${index},T`);
  const sheet = ["sku,title", ...good, 'X1,"Open', "X2,Lost"].join("\n");
  const { errors, productsCreated } = await imported(sheet, "catalog.csv");
  expect(productsCreated).toBe(60);
  expect(errors.map(({ row, code }) => [row, code])).toEqual([[62, "BAD_TEXT"]]);
});

test("lists a picture that a sheet without a zip names", async () => {
  const { errors } = await imported("sku,title,variant,image\nS1,One,MAIN,a.jpg\nS2,Two,,", "catalog.csv");
  expect(errors.map(({ row, code }) => [row, code])).toEqual([[2, "FILE_MISSING"]]);
  expect(await titles()).toEqual(["Two"]);
});

test("keeps both pictures whose names differ in case only", async () => {
  const zip = await makeZip({
    "B000000001.MAIN.jpg": await drawPicture(),
    "b000000001.main.jpg": await drawPicture(),
  });
  expect(await imported(zip)).toMatchObject({ imagesAdded: 2, imagesUnchanged: 0, errors: [] });
});

test("answers 422 to a zip whose sheet is damaged or packed in a way it does not know", async () => {
  const rows = Array.from({ length: 300 }, (_, index) => `S${index},T${index * 7919}`);
  const zip = await makeZip({ "catalog.csv": ["sku,title", ...rows].join("\n") });
  const damaged = Buffer.from(zip).fill(0xff, 80, 140);
  await problem(await send(damaged, "catalog.zip"), 422);
  const directory = zip.indexOf(Buffer.from("PK\u0001\u0002", "latin1"));
  const unknown = Buffer.from(zip);
  unknown.writeUInt16LE(99, directory + 10);
  await problem(await send(unknown, "catalog.zip"), 422);
  expect(await titles()).toEqual([]);
});

/** yazl makes no such zips: the names are written as others of their length. */
async function renamed(zip: Buffer, from: string, to: string): Promise<Buffer> {
  const bytes = Buffer.from(zip);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, "latin1");
  return bytes;
}

test.each(["../../b.MAIN.jpg", "/tmp/x/y.MAIN.jpg", "C:/Windows/b.jpg"])(
  "says that %s leads out of the zip",
  async (name) => {
    const stand = "_".repeat(name.length);
    const zip = await makeZip({ [stand]: await drawPicture(), "B000000001.MAIN.jpg": await drawPicture() });
    const { detail } = await problem(await send(await renamed(zip, stand, name)), 422);
    expect(detail).toContain("unsafe path");
    expect(await titles()).toEqual([]);
  },
);

test("lists a picture that is in a zip twice under one name, and takes the others", async () => {
  const zip = await makeZip({
    "B000000001.MAIN.jpg": await drawPicture(),
    "B000000002.MAIN.jpg": await drawPicture(),
    "B000000003.MAIN.jpg": await drawPicture(),
  });
  const { errors } = await imported(await renamed(zip, "B000000002", "B000000001"));
  expect(errors.map(({ file, code }) => [file, code])).toEqual([["B000000001.MAIN.jpg", "DUPLICATE_FILE"]]);
  expect(await titles()).toEqual(["B000000003"]);
});

test("lists each picture of a zip with a password", async () => {
  const zip = await makeZip({ "B000000001.MAIN.jpg": await drawPicture() });
  for (const [signature, flags] of [
    ["PK\u0003\u0004", 6],
    ["PK\u0001\u0002", 8],
  ] as const) {
    const at = zip.indexOf(Buffer.from(signature, "latin1")) + flags;
    zip.writeUInt16LE(zip.readUInt16LE(at) | 1, at);
  }
  const { errors } = await imported(zip);
  expect(errors).toMatchObject([{ file: "B000000001.MAIN.jpg", code: "NOT_AN_IMAGE" }]);
  expect(errors[0]?.message).toContain("password");
});

test("lists names that no database holds as far as they can be shown", async () => {
  const stand = `${"_".repeat(12)}.MAIN.jpg`;
  const zip = await makeZip({ [stand]: await drawPicture(), "B000000001.MAIN.jpg": await drawPicture() });
  const { errors } = await imported(await renamed(zip, stand, `B0\0\0${"x".repeat(8)}.MAIN.jpg`));
  expect(errors).toMatchObject([{ file: "B0\ufffd\ufffdxxxxxxxx.MAIN.jpg", code: "BAD_ASIN" }]);
  expect((await send("sku,title\nS1,One", "a\0b.csv")).status).toBe(200);
  expect((await send("sku,title\nS1,One", `${"n".repeat(5_000)}.csv`)).status).toBe(200);
});

const storedFiles = () =>
  readdirSync(dataPath("images"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

test("ends an import that can't be written, after some tries, and keeps no picture of it", async () => {
  await db.$executeRaw`ALTER TABLE "Product" ADD CONSTRAINT boom CHECK (title <> 'BOOM')`;
  const logged = vi.spyOn(log(), "error").mockImplementation(() => {});
  try {
    const zip = await makeZip({ "catalog.csv": "sku,title,MAIN\nS1,BOOM,a.jpg", "a.jpg": await drawPicture() });
    const before = storedFiles();
    const { detail } = await problem(await send(zip), 422);
    expect(detail).toContain("not because of your file");
    await removeAll();
    expect(storedFiles()).toBe(before);
    expect(logged).toHaveBeenCalled();
  } finally {
    logged.mockRestore();
    await db.$executeRaw`ALTER TABLE "Product" DROP CONSTRAINT boom`;
  }
});
