import { describe, expect, test } from "vitest";
import {
  applyChanges,
  changesOf,
  columnName,
  columnOptions,
  columnProblem,
  meaningOf,
  optionOf,
  withMapping,
} from "#components/import/column-rules.ts";
import { loadImportParams } from "#components/import/import-params.ts";
import { chooseFiles, packName } from "#components/import/import-state.ts";
import {
  announcement,
  endNote,
  endTitle,
  missingPhotos,
  nothingToImport,
  outcomeLine,
  progressLine,
  progressOf,
  startLabel,
  understoodLine,
} from "#components/import/messages.ts";
import { fileSize } from "#components/ui/file-size.ts";
import type { Column, Import, ImportPreview } from "#lib/schemas/import.ts";

const IMPORT: Import = {
  id: "i1",
  createdBy: null,
  status: "PROCESSING",
  fileName: "spring.csv",
  bytes: 1_000,
  rowsDone: 0,
  rowsTotal: 0,
  imagesPending: 0,
  productsCreated: 0,
  productsUpdated: 0,
  imagesAdded: 0,
  imagesUnchanged: 0,
  errors: [],
  errorCount: 0,
  failedRowsUrl: null,
  message: null,
  createdAt: "2026-11-23T10:00:00.000Z",
  startedAt: "2026-11-23T10:00:01.000Z",
  finishedAt: null,
};
const an = (change: Partial<Import>): Import => ({ ...IMPORT, ...change });

const PREVIEW: ImportPreview = {
  columns: [{ name: "sku", mapping: "sku", samples: ["S1"], holdsLinks: false }],
  format: null,
  encoding: "utf-8",
  headerRow: 1,
  rows: 12,
  products: 3,
  newProducts: 3,
  variants: [
    { variant: "MAIN", count: 3 },
    { variant: "PT01", count: 2 },
  ],
  links: 5,
  errors: [],
  errorCount: 0,
  complete: true,
};
const preview = (change: Partial<ImportPreview>): ImportPreview => ({ ...PREVIEW, ...change });

describe("the columns of a sheet", () => {
  const GUESS: Column[] = ["sku", null, "title", "MAIN"];

  test("are each offered all meanings, with the column that would lose its own", () => {
    const options = columnOptions(["sku", "code", " item_name ", ""], GUESS, 1);
    expect(options.slice(0, 4)).toEqual([
      { value: "skipped", label: "Skip" },
      { value: "sku", label: "SKU", detail: "Instead of “sku”" },
      { value: "asin", label: "ASIN" },
      { value: "title", label: "Title", detail: "Instead of “item_name”" },
    ]);
    expect(options.find(({ value }) => value === "MAIN")).toEqual({
      value: "MAIN",
      label: "MAIN photos",
      detail: "Instead of column 4",
    });
    expect(columnOptions(["sku"], ["sku"], 0)[1]).not.toHaveProperty("detail");
    for (const { value } of options) expect(optionOf(meaningOf(value))).toBe(value);
  });

  test("never share a meaning: the one that had it is skipped", () => {
    expect(withMapping(GUESS, 1, "title")).toEqual(["sku", "title", null, "MAIN"]);
    expect(withMapping(GUESS, 2, null)).toEqual(["sku", null, null, "MAIN"]);
  });

  test("are kept as what differs from the guess, and come back from it", () => {
    const columns = withMapping(GUESS, 1, "title");
    const changes = changesOf(GUESS, columns);
    expect(changes).toEqual({ 1: "title", 2: null });
    expect(applyChanges(GUESS, changes)).toEqual(columns);
    expect(changesOf(GUESS, GUESS)).toBeNull();
    expect(applyChanges(GUESS, null)).toEqual(GUESS);
  });

  test("are read from the URL, where nonsense counts as nothing", async () => {
    const read = (columns: string) => loadImportParams({ import: "i1", columns });
    expect(await read('{"1":"title","2":null}')).toEqual({
      import: "i1",
      columns: { 1: "title", 2: null },
      encoding: null,
    });
    expect((await read('{"1":"price"}')).columns).toBeNull();
    expect((await read('{"x":"sku"}')).columns).toBeNull();
    expect((await read("[")).columns).toBeNull();
  });

  test("need an ASIN or a SKU, and for photos no variant; a zip of named files needs none", () => {
    expect(columnProblem(["title", null])).toBe("Map one column to the ASIN or the SKU.");
    expect(columnProblem(["asin", "image"])).toBeNull();
    expect(columnProblem(GUESS)).toBeNull();
    expect(columnProblem([])).toBeNull();
    expect(columnName("", 3)).toBe("column 4");
  });
});

describe("what an import does now", () => {
  test("is said as it goes from waiting to reading to fetching", () => {
    expect(progressLine(an({ status: "QUEUED" }))).toBe("Waiting in the queue");
    expect(progressLine(an({}))).toBe("Counting the rows");
    expect(progressLine(an({ rowsDone: 12_340, rowsTotal: 100_000, imagesPending: 3 }))).toBe(
      "Reading 12,340 of 100,000 rows",
    );
    expect(progressLine(an({ rowsDone: 1, rowsTotal: 1, imagesPending: 1_234 }))).toBe("Fetching photos: 1,234 left");
    expect(progressLine(an({ rowsDone: 1, rowsTotal: 1 }))).toBe("Finishing");
  });

  test("fills a bar with rows, then with pictures", () => {
    expect(progressOf(an({ rowsDone: 5, rowsTotal: 20, imagesPending: 9 }))).toEqual({ done: 5, total: 20 });
    const fetching = an({ rowsDone: 20, rowsTotal: 20, imagesAdded: 6, imagesUnchanged: 1, imagesPending: 3 });
    expect(progressOf(fetching)).toEqual({ done: 7, total: 10 });
    expect(progressOf(an({ rowsDone: 20, rowsTotal: 20 }))).toEqual({ done: 1, total: 1 });
  });

  test("is told a screen reader at each quarter only", () => {
    const at = (rowsDone: number) => announcement(an({ rowsDone, rowsTotal: 100 }));
    expect(at(0)).toBe("“spring.csv” is being imported.");
    expect(at(26)).toBe("25 percent of the rows read.");
    expect(at(49)).toBe(at(26));
    expect(announcement(an({ status: "DRAFT" }))).toBe("");
    expect(announcement(an({ status: "COMPLETED", productsCreated: 2, errorCount: 1 }))).toBe(
      "“spring.csv” imported. 2 products created, 1 problem.",
    );
  });
});

describe("how an import ended", () => {
  test("is never called imported where nothing went in", () => {
    expect(endTitle(an({ status: "COMPLETED", productsCreated: 1, errorCount: 4 }))).toBe("“spring.csv” imported");
    expect(endTitle(an({ status: "COMPLETED", errorCount: 4 }))).toBe("Nothing was imported from “spring.csv”");
    expect(endTitle(an({ status: "FAILED" }))).toBe("“spring.csv” couldn't be imported");
    expect(endTitle(an({ status: "CANCELLED", startedAt: null }))).toBe("“spring.csv” was not imported");
  });

  test("says what is in already", () => {
    expect(endNote(an({ status: "COMPLETED" }))).toBeNull();
    expect(endNote(an({ status: "CANCELLED", rowsDone: 3, rowsTotal: 9 }))).toBe(
      "3 of 9 rows were read. Rows already imported are kept.",
    );
    expect(endNote(an({ status: "FAILED", message: "The zip is broken." }))).toBe("The zip is broken.");
    expect(outcomeLine(an({ productsCreated: 1, imagesAdded: 2 }))).toBe("1 product created, 2 images added");
    expect(outcomeLine(an({ imagesUnchanged: 2 }))).toBe("Nothing changed");
  });
});

describe("what was understood", () => {
  test("is one line of numbers", () => {
    expect(understoodLine(PREVIEW)).toBe("12 rows, 3 products, 5 photos, all links to fetch.");
    expect(understoodLine(preview({ links: 2, complete: false }))).toBe(
      "12 rows, 3 products, 5 photos, 2 of them links to fetch in the first 20,000 rows.",
    );
  });

  test("names the number on the button only where it is the number of all", () => {
    expect(startLabel(preview({ products: 1 }))).toBe("Import 1 product");
    expect(startLabel(preview({ complete: false }))).toBe("Import the whole file");
  });

  test("says where nothing could be imported", () => {
    expect(nothingToImport(PREVIEW)).toBeNull();
    expect(nothingToImport(preview({ rows: 0, products: 0 }))).toBe("The sheet has no rows below the header.");
    expect(nothingToImport(preview({ rows: 0, products: 0, columns: [] }))).toBe("This file has nothing to import.");
    expect(nothingToImport(preview({ products: 0 }))).toContain("No row can be imported");
    expect(nothingToImport(preview({ products: 0, complete: false }))).toBeNull();
  });

  test("counts the photos that a bare CSV can't bring", () => {
    expect(missingPhotos("spring.CSV", preview({ links: 2 }))).toBe(3);
    expect(missingPhotos("spring.zip", preview({ links: 2 }))).toBe(0);
  });
});

describe("what is chosen or dropped together", () => {
  const given = (path: string, size = 1) => ({
    path,
    file: Object.defineProperty(new File([], path.split("/").at(-1) ?? ""), "size", { value: size }),
  });
  const choice = (...files: [path: string, size?: number][]) => chooseFiles(files.map((file) => given(...file)));

  test("is one zip or sheet of at most 5 GB, or says why not", () => {
    const zip = given("photos.ZIP");
    expect(chooseFiles([zip])).toEqual({ send: zip.file });
    expect(chooseFiles([])).toBeNull();
    for (const name of ["report.txt", "report.TSV", "list.csv", "list.csv.gz"])
      expect(choice([name])).toHaveProperty("send");
    expect(choice(["a.csv"], ["b.csv"])).toContain("2 files can't be imported at once");
    expect(choice(["list.xlsx"])).toContain("or a .zip, .csv, .tsv or .txt file");
    expect(choice(["list.csv", 0])).toContain("the file is empty");
    expect(choice(["big.zip", 5 * 1024 ** 3])).toHaveProperty("send");
    expect(choice(["big.zip", 5 * 1024 ** 3 + 1])).toContain("larger than 5 GB");
  });

  test("are photos, with a sheet if there is one, to be packed into a zip of their folder's name", () => {
    expect(choice(["B0PHOTOS01.jpg"])).toHaveProperty("pack");
    expect(choice(["a/B0PHOTOS01.jpg"], ["a/catalog.csv"], ["a/notes.txt"])).toHaveProperty("pack");
    expect(choice(["a.jpg"], ["b.zip"])).toContain("“b.zip” can't be imported together");
    expect(choice(["a.jpg"], ["a.csv"], ["b.csv"])).toContain("Several sheets");
    expect(choice(["a.jpg", 3 * 1024 ** 3], ["b.jpg", 3 * 1024 ** 3])).toContain("larger than 5 GB together");
    expect(packName([given("spring/a.jpg"), given("spring/b/c.jpg")])).toBe("spring.zip");
    expect(packName([given("spring/a.jpg"), given("c.jpg")])).toBe("photos.zip");
  });
});

test("names sizes in kB, MB and GB", () => {
  expect([0, 10, 1_400_000, 4_210_000_000].map(fileSize)).toEqual(["0 kB", "1 kB", "1.4 MB", "4.2 GB"]);
});
