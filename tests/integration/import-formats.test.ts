import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { POST as PREVIEW } from "#app/api/imports/[id]/preview/route.ts";
import { POST as START } from "#app/api/imports/[id]/start/route.ts";
import {
  type Corrections,
  type Import,
  type ImportPreview,
  importPreviewSchema,
  importSchema,
} from "#lib/schemas/import.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";
import { acceptedImport, finishedImport, imported, storedProducts, useImporter } from "#tests/support/importer.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { usePictureServer } from "#tests/support/picture-server.ts";
import { answer, context, jsonRequest } from "#tests/support/request.ts";

const server = await usePictureServer();
process.env.IMPORT_ALLOW_HOSTS = server.host;
useImporter({ fetching: true });

const PICTURES = await Promise.all(
  Array.from({ length: 10 }, (_, index) => drawPicture({ colour: `rgb(${20 * index}, 60, 90)` })),
);
const NUMBERS = new Map(PICTURES.map((bytes, index) => [createHash("sha256").update(bytes).digest("hex"), index]));

/** A file of the fixtures, its links leading to the picture server. */
const fixture = (name: string): Buffer =>
  Buffer.from(
    readFileSync(`tests/fixtures/import/${name}`, "latin1").replaceAll("127.0.0.1:39417", server.host),
    "latin1",
  );

function servePictures(): void {
  for (const [index, body] of PICTURES.entries())
    for (const path of [`ok/${index}.jpg`, `ok/${index}.jpg?v=1`]) server.answers[path] = { body };
}

/** The catalogue in the words of the table below: ASIN, SKU, title, photos by the numbers of their links. */
async function catalogue(): Promise<string[]> {
  const products = await storedProducts();
  return products.map(({ asin, sku, title, sourceImages }) => {
    const photos = sourceImages
      .toSorted((a, b) => compareVariants(a.variant, b.variant))
      .map(({ variant, sha256 }) => `${variant} ${NUMBERS.get(sha256) ?? "?"}`);
    return [asin, sku, JSON.stringify(title), photos.join(" ")].filter(Boolean).join(" | ");
  });
}

type Outcome = { preview: ImportPreview; ended: Import; products: string[] };

/** Goes the way of the import page: preview, start, wait; what the preview says must come true. */
async function importAs(name: string, content: Buffer | string, corrections: Corrections = {}): Promise<Outcome> {
  servePictures();
  const id = await acceptedImport(content, name, { fields: { draft: "true" } });
  const preview = await answer(await PREVIEW(jsonRequest("/", corrections), context({ id })), 200, importPreviewSchema);
  await answer(await START(jsonRequest("/", corrections), context({ id })), 200, importSchema);
  const ended = await finishedImport(id);
  const photos = preview.variants.reduce((sum, { count }) => sum + count, 0);
  expect({
    status: ended.status,
    rows: ended.rowsDone,
    created: ended.productsCreated,
    photos: ended.imagesAdded + ended.imagesUnchanged,
    errors: ended.errors,
  }).toEqual({
    status: "COMPLETED",
    rows: expect.any(Number),
    created: preview.newProducts,
    photos,
    errors: preview.errors,
  });
  return { preview, ended, products: await catalogue() };
}

const TEMPLATE = ['B0TMPL0001 | MUG-1 | "Becher aus Ton"', 'B0TMPL0002 | MUG-2 | "Becher aus Glas" | MAIN 4'];

test.each<[file: string, format: string | null, products: string[]]>([
  ["amazon-template.txt", "Amazon listing template", [`${TEMPLATE[0]} | MAIN 1 PT01 2 PT02 3`, `${TEMPLATE[1]}`]],
  ["amazon-template-labels.csv", null, [`${TEMPLATE[0]} | MAIN 1`, `${TEMPLATE[1]}`]],
  [
    "amazon-report-windows-1252.txt",
    "Amazon listings report",
    [
      'B0CP125201 | CP-1 | "Kaffeebecher grün, 3,5 cm"',
      'B0CP125202 | CP-2 | "Teller flach"',
      'B0CP125203 | CP-3 | "Piña cortada – 500 g"',
    ],
  ],
  [
    "amazon-report-quotes.txt",
    "Amazon listings report",
    [
      'B0QUOTE001 | QT-1 | "Cable 3\\" long"',
      'B0QUOTE002 | QT-2 | "\\"Best Dad\\" mug"',
      'B0QUOTE003 | QT-3 | "\\"24 in monitor arm"',
      'B0QUOTE004 | QT-4 | "Plain bowl"',
      'B0QUOTE005 | QT-5 | "Plate"',
      'B0QUOTE006 | QT-6 | "Shelf 10\\""',
      'B0QUOTE007 | QT-7 | "Vase"',
    ],
  ],
  [
    "helium10-xray.csv",
    "Helium 10 Xray",
    ['B0HELIUM01 | "Steel bottle 1 l" | MAIN 1', 'B0HELIUM02 | "Steel bottle 2 l" | MAIN 2'],
  ],
  [
    "shopify-products.csv",
    "Shopify product export",
    [
      'SHIRT-S | "Linen shirt" | MAIN 1 PT01 2 PT02 3',
      'SHIRT-M | "Linen shirt" | MAIN 1 PT01 2 PT02 3',
      'CAP-1 | "Wool cap" | MAIN 5',
    ],
  ],
  [
    "google-merchant-feed.tsv",
    "Google Merchant Center feed",
    ['GM-1 | "Desk lamp" | MAIN 1 PT01 2 PT02 3', 'GM-2 | "Floor lamp" | MAIN 4'],
  ],
  [
    "invisible-marks.csv",
    null,
    [
      'B0INVIS001 | IV-1 | "LRM before"',
      'B0INVIS002 | IV-2 | "ZWSP behind"',
      'B0INVIS003 | IV-3 | "NBSP"',
      'B0INVIS004 | IV-4 | "BOM"',
      'B0INVIS005 | IV-5 | "isolates, LRM in SKU"',
      'B0INVIS006 | IV-6 | "plain"',
    ],
  ],
  ["bars.csv", null, ['B0PIPE0001 | PP-1 | "Mug, blue"', 'B0PIPE0002 | PP-2 | "Mug, red"']],
  ["bars-named.csv", null, ['B0PIPE0003 | PP-3 | "Mug, blue"']],
  ["lines-above-header.csv", null, ['B0HEADER01 | HD-1 | "Cup"', 'B0HEADER02 | HD-2 | "Bowl"']],
  ["utf-16-without-mark.txt", null, ['B0UTF16001 | U16-1 | "Größe"', 'B0UTF16002 | U16-2 | "Bowl"']],
  ["etsy-listings.csv", "Etsy listings export", ['B0IMGCOL01 | IM-1 | "Ring" | MAIN 1 PT01 2 PT02 3']],
  ["repeated-image-columns.csv", null, ['B0IMGCOL03 | IM-3 | "Ring" | MAIN 1 PT01 2 PT02 3']],
  ["asins-only.csv", null, ['B0ASINLST1 | "B0ASINLST1"', 'B0ASINLST2 | "B0ASINLST2"']],
  ["asin-variant-link.csv", null, ['B0ASINLST3 | "B0ASINLST3" | MAIN 1 PT01 2']],
  [
    "amazon-de-utf8.txt",
    "Amazon listings report",
    ['B0LOCDE001 | DE-1 | "Becher grün"', 'B0LOCDE002 | DE-2 | "Teller"'],
  ],
  [
    "amazon-de-cp1252.txt",
    "Amazon listings report",
    ['B0LOCDE003 | DE-3 | "Becher grün"', 'B0LOCDE004 | DE-4 | "Teller"'],
  ],
  ["amazon-fr.txt", "Amazon listings report", ['B0LOCFR001 | FR-1 | "Tasse verte"']],
  ["amazon-jp.txt", "Amazon listings report", ['B0LOCJP001 | JP-11 | "茶碗 青"']],
  [
    "amazon-business-report.csv",
    "Amazon Business Report",
    ['B0LOCBR001 | BR-1 | "Green mug"', 'B0LOCBR002 | BR-2 | "Blue mug"'],
  ],
])("%s is read whole, as its preview says", async (file, format, expected) => {
  const { preview, products } = await importAs(file, fixture(file));
  expect(products).toEqual(expected);
  expect([preview.format, preview.errorCount]).toEqual([format, 0]);
});

test("a report with two SKUs of an ASIN, a moved SKU, no title and HTML's signs", async () => {
  const { ended, products } = await importAs("report.txt", fixture("amazon-report-two-skus.txt"));
  expect(products).toEqual([
    'B0TWOSKU01 | MILL-FBM | "Salt & Pepper mill, 5\\" – oak"',
    'B0TWOSKU02 | INCOMPLETE-1 | "B0TWOSKU02"',
    'B0TWOSKU03 | LAMP-1 | "Old lamp"',
  ]);
  expect(ended.errors).toMatchObject([
    { row: 6, code: "IDENTIFIER_CONFLICT", message: expect.stringMatching(/LAMP-1/) },
  ]);
});

test("what Excel did to ISBNs is explained, and one book is one product however its ISBN is written", async () => {
  const { ended, products } = await importAs("isbn.csv", fixture("isbn-through-excel.csv"));
  expect(products).toEqual(['1617294438 | "whole"']);
  expect(ended.errors.map(({ row, message }) => [row, message.includes("Excel")])).toEqual(
    [2, 3, 4, 5, 6].map((row) => [row, true]),
  );
});

test.each([
  ["report.txt", "a text whose name hides it"],
  ["report.csv.gz", "what its name says"],
])("a sheet packed with gzip is unpacked: %s", async (name) => {
  const { products } = await importAs(name, gzipSync(fixture("amazon-fr.txt")));
  expect(products).toEqual(['B0LOCFR001 | FR-1 | "Tasse verte"']);
});

const encoded = (text: string, encoding: "utf16le" | "latin1") => Buffer.from(text, encoding);
const link = (number: number) => server.link(`ok/${number}.jpg`);

test.each<[name: string, make: () => Buffer | string, products: string[]]>([
  [
    "Excel's Unicode Text with a cell of several lines and quotes, in the first and in the last column",
    () =>
      encoded(
        '\ufefftitle\tasin\tnote\r\n"Mug\n""XL"""\tB0EXCEL001\tx\r\nBowl\tB0EXCEL002\t"a\nb"\r\nCup\tB0EXCEL003\t\r\n',
        "utf16le",
      ),
    ['B0EXCEL001 | "Mug\\n\\"XL\\""', 'B0EXCEL002 | "Bowl"', 'B0EXCEL003 | "Cup"'],
  ],
  [
    "bars with a raw quote at the start of a cell",
    () => 'sku|asin|title\nA|B0RAWBAR01|"24 in arm\nB|B0RAWBAR02|Plain\nC|B0RAWBAR03|Shelf 10"\n',
    ['B0RAWBAR01 | A | "\\"24 in arm"', 'B0RAWBAR02 | B | "Plain"', 'B0RAWBAR03 | C | "Shelf 10\\""'],
  ],
  [
    "a WooCommerce export",
    () =>
      `ID,Type,SKU,Name,Published,"Regular price",Categories,Images\n7,simple,WC-1,"Oak board",1,19,"Kitchen > Boards","${link(1)}, ${link(2)}"\n8,simple,WC-2,Spoon,1,4,Kitchen,${link(3)}\n`,
    ['WC-1 | "Oak board" | MAIN 1 PT01 2', 'WC-2 | "Spoon" | MAIN 3'],
  ],
  [
    "a Keepa export",
    () =>
      `"Locale","Image","Title","Sales Rank: Current","Categories: Root","ASIN"\n"com","${link(1)};${link(2)}","Kettle","1","Home","B0KEEPA001"\n`,
    ['B0KEEPA001 | "Kettle" | MAIN 1 PT01 2'],
  ],
  [
    "numbered image columns out of order, PT1 and a swatch",
    () => `asin,Image URL 2,image_url_1,PT7,Swatch Image\nB0NUMBER01,${link(2)},${link(1)},${link(3)},${link(4)}\n`,
    ['B0NUMBER01 | "B0NUMBER01" | MAIN 1 PT01 2 PT07 3 SWCH 4'],
  ],
  [
    "addresses of product pages and formulas instead of ASINs and links",
    () =>
      `asin;title;image\nhttps://www.amazon.de/Mug-Blue/dp/b0addrs001/ref=sr_1?th=1;Mug;"=IMAGE(""${link(1)}"";4)"\n"=HYPERLINK(""https://amazon.com/gp/product/B0ADDRS002"";""B0ADDRS002"")";"=HYPERLINK(""https://x.example"";""Bowl &amp; lid"")";${link(2)}\n`,
    ['B0ADDRS001 | "Mug" | MAIN 1', 'B0ADDRS002 | "Bowl & lid" | MAIN 2'],
  ],
  [
    "an Italian and a Spanish header",
    () => "Nome dell'articolo\tSKU venditore\tASIN 1\nTazza perché sì\tIT-1\tB0ITALY001\n",
    ['B0ITALY001 | IT-1 | "Tazza perché sì"'],
  ],
  [
    "a product id that is an EAN by its type, and one that is an ASIN",
    () =>
      "sku,item_name,product_id_type,product_id\nA,Mug,EAN,4006381333931\nB,Bowl,ASIN,B0TYPES001\nC,Book,ISBN,9781617294433\n",
    ['A | "Mug"', 'B0TYPES001 | B | "Bowl"', '1617294438 | C | "Book"'],
  ],
])("%s", async (_name, make, expected) => {
  const { preview, products } = await importAs("sheet.txt", make());
  expect(products).toEqual(expected);
  expect(preview.errorCount).toBe(0);
});

test("an encoding is detected, shown, and changed by a person", async () => {
  const polish = Buffer.concat([
    Buffer.from("sku,title\nPL-1,"),
    Buffer.from([0xa3, 0x79, 0xbf, 0x6b, 0x61]),
    Buffer.from("\n"),
  ]);
  const guessed = await importAs("lyzka.csv", polish, { encoding: "windows-1250" });
  expect([guessed.preview.encoding, guessed.products]).toEqual(["windows-1250", ['PL-1 | "Łyżka"']]);
});

test("names columns of links that are skipped", async () => {
  const { preview } = await importAs("products.csv", fixture("shopify-products.csv"));
  const skipped = preview.columns.filter(({ mapping, holdsLinks }) => mapping === null && holdsLinks);
  expect(skipped.map(({ name }) => name)).toEqual(["Variant Image"]);
});

test("the preview asks the catalogue: what an import would refuse is refused there", async () => {
  await imported("asin,sku,title\nB0ASKED001,S1,One\nB0ASKED002,S2,Two", "base.csv");
  const sheet = "asin,sku,title\nB0ASKED001,S2,Both\nB0ASKED003,S1,Moved\n,S9,\nB0ASKED001,,New name\nB0ASKED004,,\n";
  const { preview, ended } = await importAs("again.csv", sheet);
  expect(preview.errors.map(({ row, code }) => [row, code])).toEqual([
    [2, "IDENTIFIER_CONFLICT"],
    [3, "IDENTIFIER_CONFLICT"],
    [4, "NO_TITLE"],
  ]);
  expect([preview.products, preview.newProducts, ended.productsUpdated]).toEqual([2, 1, 1]);
});

test("a row without a title changes no title", async () => {
  await imported("asin,title\nB0TITLES01,Mug", "base.csv");
  const { products } = await importAs("asins.csv", "asin,category\nB0TITLES01,Kitchen\n");
  expect(products).toEqual(['B0TITLES01 | "Mug"']);
});
