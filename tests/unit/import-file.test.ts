import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type ImportFile, startsLikeZip, withImportFile } from "#lib/import/import-file.ts";
import { eachLine } from "#lib/import/lines.ts";
import { RowError } from "#lib/import/row.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { markEntries, zipWithLongNames } from "#tests/support/odd-zips.ts";

const folder = mkdtempSync(join(tmpdir(), "packshot-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

function stored(content: string | Buffer): string {
  const path = join(folder, "file");
  writeFileSync(path, content);
  return path;
}

const opened = <Result>(content: string | Buffer, use: (file: ImportFile) => Promise<Result>) =>
  withImportFile(stored(content), {}, use);

/** What the lines of a file say: `row title`, or `row CODE`. */
const read = (content: string | Buffer) =>
  opened(content, async (file) => {
    const found: string[] = [];
    for await (const { origin, read: readLine } of eachLine(file)) {
      try {
        const row = readLine();
        if (row) found.push(`${origin.row} ${row.title ?? row.asin}`);
      } catch (error) {
        found.push(`${origin.row} ${error instanceof RowError ? error.code : error}`);
      }
    }
    return found;
  });

const openFiles = () =>
  readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  }).length;

const longSheet = ["sku,title", ...Array.from({ length: 50_000 }, (_, index) => `S${index},Title ${index}`)].join("\n");

test.skipIf(process.platform !== "linux").each([
  ["a sheet", async () => longSheet],
  ["a sheet in a zip", () => makeZip({ "catalog.csv": longSheet })],
])("closes %s that is not read to its end", async (_name, make) => {
  await opened(await make(), async (file) => {
    for (let times = 0; times < 3; times += 1) for await (const _ of eachLine(file)) break;
  });
  await expect.poll(openFiles).toBe(0);
});

test("an open quote is one problem, at its row, however much comes behind it", async () => {
  const behind = "S5,Lost row\n".repeat(400_000);
  expect(await read(`sku,title\nS1,One\nX1,"Open\n${behind}S9,"quoted"\nS10,Ten\n`)).toEqual(["2 One", "3 BAD_TEXT"]);
});

test.each([
  ["a blank line", "\r\n;;\r\nsku;title\r\nS1;Mug", ["4 Mug"]],
  ["the separator in quotes", '"sep=;"\r\nsku;title\r\nS1;Mug, blue', ["2 Mug, blue"]],
  [
    "what Amazon's templates begin with",
    "TemplateType=fptcustom\tVersion=2024\nSeller SKU\tTitle\nitem_sku\titem_name\nS1\tMug",
    ["4 Mug"],
  ],
])("finds the header below %s", async (_name, sheet, expected) => {
  expect(await read(sheet)).toEqual(expected);
});

test("a row with more cells than columns is a problem, unless they are empty", async () => {
  expect(await read("sku,title\nS1,Mug, blue\nS2,Lamp,,\n")).toEqual(["2 EXTRA_CELLS", "3 Lamp"]);
});

test("a sheet that begins with the letters PK is no zip", async () => {
  expect(await startsLikeZip(stored("PK,title"))).toBe(false);
  expect(await startsLikeZip(stored(await makeZip({ a: "" })))).toBe(true);
});

test.each([
  [{ "a/catalog.csv": "sku", "b/catalog.csv": "sku" }, "more than one catalog.csv"],
  [{ "catalog.csv": "sku", "Catalog.CSV": "sku" }, "more than one catalog.csv"],
  [{ "[Content_Types].xml": "", "xl/workbook.xml": "" }, "Save it as"],
])("refuses a zip of %j", async (files, message) => {
  await expect(read(await makeZip(files))).rejects.toThrow(message);
});

test("takes the catalog nearest to the top", async () => {
  const zip = await makeZip({ "old/catalog.csv": "sku,title\nS1,Old", "catalog.csv": "sku,title\nS1,New" });
  expect(await read(zip)).toEqual(["2 New"]);
});

test("refuses a zip whose sheet would be longer than 1 GB", async () => {
  const zip = await makeZip({ "catalog.csv": "sku,title\nS1,One" });
  markEntries(zip, { size: 1024 ** 3 + 1 });
  await expect(read(zip)).rejects.toThrow("larger than 1 GB");
});

test("refuses a zip with a password on its directory as encrypted, not as broken", async () => {
  const zip = await makeZip({ "a.jpg": "" });
  markEntries(zip, { addFlags: 0x41 });
  await expect(read(zip)).rejects.toThrow("without a password");
});

test.each([
  [200_000, 20, "more than 100,000 files"],
  [2_000, 20_000, "file names in the zip are too long"],
])("refuses a zip of %i files with names of %i letters", async (count, length, message) => {
  await expect(read(zipWithLongNames(count, length))).rejects.toThrow(message);
});

test("says which picture it can't tell from another", async () => {
  const zip = await makeZip({ "img/a.jpg": "1", "img/A.jpg": "2", "catalog.csv": "sku\nS1" });
  await opened(zip, async ({ readPicture }) => {
    expect(Buffer.from(await readPicture("img/A.jpg")).toString()).toBe("2");
    await expect(readPicture("IMG/A.JPG")).rejects.toMatchObject({ code: "DUPLICATE_FILE" });
  });
});

test("finds pictures whose names macOS wrote without saying that they are UTF-8", async () => {
  const zip = await makeZip({ "Cafe\u0301.jpg": "bytes", "catalog.csv": "sku\nS1" });
  markEntries(zip, { dropFlags: 0x800 });
  await opened(zip, async ({ readPicture }) => {
    expect(Buffer.from(await readPicture("Caf\u00e9.jpg")).toString()).toBe("bytes");
  });
});
