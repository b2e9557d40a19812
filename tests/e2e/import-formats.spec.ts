import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { pasteFile } from "./paste.ts";

let app: AppProcess;
let shop: Server;
let shopUrl: string;

test.beforeAll(async () => {
  const pictures = await Promise.all(
    Array.from({ length: 8 }, (_, index) => drawPicture({ colour: `rgb(${30 * index}, 9, 9)` })),
  );
  shop = createServer(({ url = "" }, response) =>
    response.writeHead(200, { "content-type": "image/jpeg" }).end(pictures[Number(/\/(\d)\.jpg/.exec(url)?.[1])]),
  );
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  shopUrl = `127.0.0.1:${(shop.address() as AddressInfo).port}`;
  app = await spawnApp({ IMPORT_ALLOW_HOSTS: shopUrl, SAMPLE_CATALOG: "off" });
});

test.afterAll(() => {
  app.child.kill("SIGTERM");
  shop.closeAllConnections();
  shop.close();
});

/** A file of the fixtures, its links leading to the shop. */
function fixture(name: string): Buffer {
  const text = readFileSync(`tests/fixtures/import/${name}`, "latin1").replaceAll("127.0.0.1:39417", shopUrl);
  return Buffer.from(text, "latin1");
}

async function choose(page: Page, files: { name: string; buffer: Buffer }[]): Promise<void> {
  await page.goto(`${app.url}/import`, { waitUntil: "networkidle" });
  const asking = page.waitForEvent("filechooser");
  await page.getByText("Choose files", { exact: true }).click();
  await (await asking).setFiles(files.map((file) => ({ ...file, mimeType: "application/octet-stream" })));
  await expect(page).toHaveURL(/\?import=/);
}

const summary = (page: Page) => page.getByRole("region", { name: "What was recognized" });

/** The number that stands under a name. */
const fact = async (page: Page, name: string) =>
  Number(
    await page
      .locator("dl > div", { has: page.getByText(name, { exact: true }) })
      .locator("dd")
      .textContent(),
  );

type Case = { file: string; format: string; encoding: string; rows: number; created: number; photos: number };
const CASES: Case[] = [
  {
    file: "amazon-template.txt",
    format: "Amazon listing template, column names in row 5",
    encoding: "UTF-8",
    rows: 2,
    created: 2,
    photos: 4,
  },
  {
    file: "amazon-report-windows-1252.txt",
    format: "Amazon listings report",
    encoding: "Western (Windows-1252)",
    rows: 3,
    created: 3,
    photos: 0,
  },
  {
    file: "amazon-report-quotes.txt",
    format: "Amazon listings report",
    encoding: "UTF-8",
    rows: 7,
    created: 7,
    photos: 0,
  },
  { file: "amazon-jp.txt", format: "Amazon listings report", encoding: "UTF-8", rows: 1, created: 1, photos: 0 },
  {
    file: "amazon-business-report.csv",
    format: "Amazon Business Report",
    encoding: "UTF-8",
    rows: 2,
    created: 2,
    photos: 0,
  },
  { file: "shopify-products.csv", format: "Shopify product export", encoding: "UTF-8", rows: 3, created: 3, photos: 7 },
  {
    file: "google-merchant-feed.tsv",
    format: "Google Merchant Center feed",
    encoding: "UTF-8",
    rows: 2,
    created: 2,
    photos: 4,
  },
  { file: "helium10-xray.csv", format: "Helium 10 Xray", encoding: "UTF-8", rows: 2, created: 2, photos: 2 },
  { file: "etsy-listings.csv", format: "Etsy listings export", encoding: "UTF-8", rows: 1, created: 1, photos: 3 },
  { file: "utf-16-without-mark.txt", format: "Sheet", encoding: "UTF-16", rows: 2, created: 2, photos: 0 },
  {
    file: "lines-above-header.csv",
    format: "Sheet, column names in row 4",
    encoding: "UTF-8",
    rows: 2,
    created: 2,
    photos: 0,
  },
];

for (const { file, format, encoding, rows, created, photos } of CASES)
  test(`${file} is recognized, and what the preview counts is imported`, async ({ page }) => {
    await choose(page, [{ name: file, buffer: fixture(file) }]);
    await expect(summary(page)).toContainText(`Format${format}`);
    await expect(page.getByRole("combobox", { name: "Text encoding" })).toHaveText(encoding);
    expect([await fact(page, "Rows"), await fact(page, "New products"), await fact(page, "Photos")]).toEqual([
      rows,
      created,
      photos,
    ]);
    await expect(page.getByText(/\d problem/)).toHaveCount(0);
    await page.getByRole("button", { name: `Import ${created} product` }).click();
    await expect(page.getByRole("heading", { name: `“${file}” imported` })).toBeVisible();
    expect([await fact(page, "Products created"), await fact(page, "Images added")]).toEqual([created, photos]);
  });

test("the encoding of a sheet is changed, a column of links is named, and both are accessible", async ({ page }) => {
  const polish = Buffer.concat([
    Buffer.from("sku,title,image,Box\nPL-1,"),
    Buffer.from([0xa3, 0x79, 0xbf, 0x6b, 0x61]),
    Buffer.from(`,http://${shopUrl}/1.jpg,http://${shopUrl}/2.jpg\n`),
  ]);
  await choose(page, [{ name: "lyzka.csv", buffer: polish }]);
  await expect(summary(page)).toContainText("A column of links is skipped: “Box”.");
  await page.getByRole("combobox", { name: "Text encoding" }).click();
  await page.getByRole("option", { name: "Central European (Windows-1250)" }).click();
  await expect(page.getByText("Łyżka")).toBeVisible();
  await expect(page).toHaveURL(/encoding=windows-1250/);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole("button", { name: "Import 1 product" }).click();
  await expect(page.getByRole("heading", { name: "“lyzka.csv” imported" })).toBeVisible();
  await page.goto(`${app.url}/dashboard?search=PL-1`);
  await expect(page.getByText("Łyżka").first()).toBeVisible();
});

test("several photos are packed and imported by their names", async ({ page }) => {
  const photo = await drawPicture();
  await choose(page, [
    { name: "B0PACKED01.jpg", buffer: photo },
    { name: "B0PACKED01_PT1.jpg", buffer: photo },
  ]);
  await expect(page.getByRole("heading", { name: "photos.zip" })).toBeVisible();
  await page.getByRole("button", { name: "Import 1 product" }).click();
  await expect(page.getByRole("heading", { name: "“photos.zip” imported" })).toBeVisible();
  expect(await fact(page, "Images added")).toBe(2);
});

/** Drops a folder as the browser hands it over: by entries, which a script can't make. */
async function dropFolder(page: Page, folder: string, names: string[]): Promise<void> {
  await page.evaluate(
    ([name, files]) => {
      const file = (fileName: string) => ({
        isFile: true,
        isDirectory: false,
        name: fileName,
        file: (done: (file: File) => void) => {
          const canvas = document.createElement("canvas");
          canvas.toBlob((blob) => blob && done(new File([blob], fileName, { type: "image/png" })));
        },
      });
      const parts = [files.map(file), []];
      const entry = {
        isFile: false,
        isDirectory: true,
        name,
        createReader: () => ({ readEntries: (done: (part: unknown[]) => void) => done(parts.shift() ?? []) }),
      };
      const data = { types: ["Files"], files: [], items: [{ webkitGetAsEntry: () => entry }] };
      const event = new Event("drop", { cancelable: true, bubbles: true });
      window.dispatchEvent(Object.defineProperty(event, "dataTransfer", { value: data }));
    },
    [folder, names] as const,
  );
}

test("a folder that is dropped is imported as the zip of it would be", async ({ page }) => {
  await page.goto(`${app.url}/import`, { waitUntil: "networkidle" });
  await dropFolder(page, "B0FOLDERS1", ["MAIN.png", ".DS_Store", "2.png"]);
  await expect(page.getByRole("heading", { name: "B0FOLDERS1.zip" })).toBeVisible();
  await expect(summary(page).getByRole("listitem")).toHaveText(["MAIN 1", "PT01 1"]);
  await page.getByRole("button", { name: "Import 1 product" }).click();
  await expect(page.getByRole("heading", { name: "“B0FOLDERS1.zip” imported" })).toBeVisible();
});

test("a pasted sheet and a pasted photo are previewed as chosen ones are", async ({ page }) => {
  await page.goto(`${app.url}/import`, { waitUntil: "networkidle" });
  await pasteFile(page, { name: "two.csv", type: "text/csv", bytes: Buffer.from("asin,title\nB0PASTED02,Two") });
  await expect(page.getByRole("heading", { name: "two.csv" })).toBeVisible();
  await page.goto(`${app.url}/import`, { waitUntil: "networkidle" });
  await pasteFile(page, { name: "B0PASTED03.PT01.png", type: "image/png", bytes: await drawPicture() });
  await expect(page.getByRole("heading", { name: "photos.zip" })).toBeVisible();
  await expect(summary(page).getByRole("listitem")).toHaveText(["PT01 1"]);
});

test("a product takes a pasted picture and a dropped folder", async ({ page }) => {
  await choose(page, [{ name: "one.csv", buffer: Buffer.from("asin,title\nB0PASTED01,Pasted") }]);
  await page.getByRole("button", { name: "Import 1 product" }).click();
  await expect(page.getByRole("heading", { name: "“one.csv” imported" })).toBeVisible();
  await page.goto(`${app.url}/dashboard?search=B0PASTED01`);
  await page.getByRole("link", { name: "Pasted" }).first().click();
  await expect(page.getByText("No photos of this product yet")).toBeVisible();
  await pasteFile(page, { name: "image.png", type: "image/png", bytes: await drawPicture() });
  await expect(page.getByText("image.png")).toBeVisible();
  await expect(page.getByText("1 photo added.")).toBeVisible();
  // The list of the photo that ended gives way to the folder's.
  await dropFolder(page, "shots", ["a.png", "b.png"]);
  await expect(page.getByText("b.png")).toBeVisible();
  await expect(page.getByText("2 photos added.")).toBeVisible();
});
