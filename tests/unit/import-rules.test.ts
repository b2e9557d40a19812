import { expect, test } from "vitest";
import { cellsOf, guessColumns } from "#lib/import/columns.ts";
import { planBatch } from "#lib/import/plan-batch.ts";
import { readRow } from "#lib/import/read-row.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";
import { columnsSchema } from "#lib/schemas/import.ts";

test.each([
  [
    ["SKU", " asin ", "Title", "CATEGORY", "variant", "Image"],
    ["sku", "asin", "title", "category", "variant", "image"],
  ],
  [
    ["ASIN", "MAIN", "pt01", "PT99", "Swch", "PT00", "HERO"],
    ["asin", "MAIN", "PT01", "PT99", "SWCH", null, null],
  ],
  [
    ["item_sku", "item_name", "main_image_url", "other_image_url1", "other_image_url8", "swatch_image_url"],
    ["sku", "title", "MAIN", "PT01", "PT08", "SWCH"],
  ],
  [
    ["Seller SKU", "Product Name", "Variant", "Image link", "Price"],
    ["sku", "title", "variant", "image", null],
  ],
  [
    ["商品名", "出品者SKU", "ASIN 1", "商品ID"],
    ["title", "sku", "asin", "productId"],
  ],
  [
    ["商品名称", "卖家 SKU", "ASIN 1"],
    ["title", "sku", "asin"],
  ],
  [
    ["Nombre del producto", "SKU del vendedor", "ASIN 1", "Precio"],
    ["title", "sku", "asin", null],
  ],
  [
    ["(Parent) ASIN", "(Child) ASIN", "Title"],
    [null, "asin", "title"],
  ],
  [
    ["SKU", "Main Image URL", "Other Image URL", "Other Image URL", "Swatch Image URL", "PT1"],
    ["sku", "MAIN", "PT02", "PT03", "SWCH", "PT01"],
  ],
  [
    ["asin", "variant", "image", "image 2"],
    ["asin", "variant", "image", null],
  ],
])("guesses what the columns %j mean", (header, expected) => {
  expect(guessColumns(header)).toEqual(expected);
});

test("an exact name goes before another word for it, and of two alike the first counts", () => {
  expect(guessColumns(["name", "title", "sku", "SKU"])).toEqual([null, "title", "sku", null]);
});

test.each([
  [["title"], false],
  [["sku", "image"], true],
  [["sku", "variant", "image"], true],
  [["asin", "MAIN", null, null], true],
  [["asin", "asin"], false],
  [["asin", "HERO"], false],
  [["sku", ...Array.from({ length: 1_000 }, () => null)], false],
])("columns %j can be imported: %s", (columns, expected) => {
  expect(columnsSchema.safeParse(columns).success).toBe(expected);
});

test("takes off what Excel puts around digits, and spaces of all kinds", () => {
  const cells = cellsOf(['="00123"', "\u00a0B000000001 ", "x"], ["sku", "asin", null]);
  expect(cells).toEqual({ fields: { sku: "00123", asin: "B000000001" }, variants: [] });
});

test("takes off the sign that keeps a cell from being taken for a formula", () => {
  expect(cellsOf(["'-A1", "'Quoted'"], ["sku", "title"]).fields).toEqual({ sku: "-A1", title: "'Quoted'" });
});

test.each([
  [{ sku: "1.23457E+12" }, "BAD_SKU", "Excel rounded"],
  [{ sku: "1,23457e+12" }, "BAD_SKU", "Excel rounded"],
  [{ asin: "306406152" }, "BAD_ASIN", "Excel removed a zero"],
  [{ asin: "80442957X" }, "BAD_ASIN", "Excel removed a zero"],
])("names what Excel did to %j", (fields, code, reason) => {
  expect(() => readRow({ fields, variants: [] })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(reason) }),
  );
});

test("reads the pictures of a wide row by variant, and of a long one by its variant", () => {
  const row = readRow({
    fields: { sku: "S1", variant: "swch", image: "a.jpg" },
    variants: [
      ["MAIN", "https://example.com/a.jpg?b=c"],
      ["PT01", "b/c.jpg"],
    ],
  });
  expect(row?.pictures).toEqual([
    { variant: "SWCH", path: "a.jpg" },
    { variant: "MAIN", url: "https://example.com/a.jpg?b=c" },
    { variant: "PT01", path: "b/c.jpg" },
  ]);
});

test("takes columns of picture addresses for photos where no name tells of any, and numbers for none", () => {
  const picture = "https://x.example/a.jpg?v=1";
  expect(guessColumns(["sku", "Foo", "Page"], [["S", picture, "https://x.example/a"]])).toEqual(["sku", "image", null]);
  expect(guessColumns(["sku", "Foo", "Image"], [["S", picture, "b.jpg"]])).toEqual(["sku", null, "image"]);
  expect(guessColumns(["sku", "Images"], [["S", "7"]])).toEqual(["sku", null]);
});

test("gives the further links of a cell the next PT that no other column has", () => {
  const links = (...names: string[]) => names.map((name) => `https://x.example/${name}.jpg`);
  const { pictures } = readRow({
    fields: { sku: "S", image: links("a b", "c").join(", ") },
    variants: [["PT01", links("d", "e").join("\n")]],
  }) ?? { pictures: [] };
  expect(pictures.map((picture) => [picture.variant, "url" in picture && picture.url])).toEqual([
    ["MAIN", "https://x.example/a b.jpg"],
    ["PT02", "https://x.example/c.jpg"],
    ["PT01", "https://x.example/d.jpg"],
    ["PT03", "https://x.example/e.jpg"],
  ]);
});

test.each([
  ["", "of spaces"],
  ["//", "of what begin links"],
])("ends soon on a cell with a long run %s%s", (start) => {
  const image = `https://x.example/${`${start} `.repeat(300_000)}y`;
  expect(() => readRow({ fields: { sku: "S", image }, variants: [] })).toThrow(RowError);
  expect(guessColumns(["sku", "x"], [["S", `https://x/${".jpg#".repeat(200_000)} x`]])).toEqual(["sku", null]);
});

const row = (facts: Partial<ImportRow>): ImportRow => ({
  asin: null,
  sku: null,
  title: null,
  category: null,
  titleIfNew: facts.title ?? null,
  pictures: [],
  fromName: null,
  ...facts,
});
const product = (id: string, facts: object) => ({
  id,
  asin: null,
  sku: null,
  title: "T",
  category: null,
  effect: null,
  ...facts,
});

const outcome = (rows: ImportRow[], known: ReturnType<typeof product>[]) => {
  const { products, places } = planBatch(rows, known);
  return {
    products: products.map(({ id, facts, effect }) => [id, facts.title, effect]),
    places: places.map((place) => (place instanceof RowError ? place.code : place.facts.title)),
  };
};

test("makes one product of several rows, decided by the first", () => {
  const rows = [row({ sku: "S1", title: "First" }), row({ sku: "S1", title: "Second", category: "C" })];
  const { products } = planBatch(rows, []);
  expect(products).toMatchObject([{ id: null, effect: "created", facts: { title: "First", category: "C" } }]);
});

test("changes a product by its first row of the import only, also when that was in an earlier batch", () => {
  const rows = [row({ sku: "S1", title: "New" }), row({ sku: "S1", title: "Newer" })];
  expect(outcome(rows, [product("1", { sku: "S1" })]).products).toEqual([["1", "New", "updated"]]);
  const met = { ...product("1", { sku: "S1" }), effect: "met" as const };
  expect(planBatch(rows, [met]).products).toMatchObject([{ facts: { title: "T" }, effect: "met", changed: false }]);
  const created = { ...product("1", { sku: "S1" }), effect: "created" as const };
  const filled = planBatch([row({ sku: "S1", category: "C" })], [created]).products;
  expect(filled).toMatchObject([{ facts: { category: "C" }, effect: "created", changed: true }]);
});

test("a row whose ASIN and SKU name two products is refused, in one batch too", () => {
  const rows = [
    row({ asin: "B000000001", title: "One" }),
    row({ sku: "S2", title: "Two" }),
    row({ asin: "B000000001", sku: "S2" }),
    row({ asin: "B000000009", sku: "S3" }),
  ];
  const known = [product("3", { asin: "B000000003", sku: "S3" })];
  expect(outcome(rows, known).places).toEqual(["One", "Two", "IDENTIFIER_CONFLICT", "IDENTIFIER_CONFLICT"]);
});

test("finds a product by what an earlier row of the batch gave it", () => {
  const rows = [row({ asin: "B000000001", sku: "NEW" }), row({ sku: "NEW", category: "C" }), row({ sku: "OLD" })];
  expect(outcome(rows, [product("1", { asin: "B000000001", sku: "OLD" })]).places).toEqual(["T", "T", "NO_TITLE"]);
});
