import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { violations, violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

let app: AppProcess;
let shop: Server;
let shopUrl: string;
let openShop = Promise.withResolvers<void>();

/** A shop's server of pictures, which answers once `openShop` is resolved. */
async function startShop(): Promise<void> {
  const picture = await drawPicture();
  shop = createServer((_request, response) => {
    void openShop.promise.then(() => response.writeHead(200, { "content-type": "image/jpeg" }).end(picture));
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  shopUrl = `127.0.0.1:${(shop.address() as AddressInfo).port}`;
}

test.beforeAll(async () => {
  await startShop();
  app = await spawnApp({ IMPORT_ALLOW_HOSTS: shopUrl });
});

test.beforeEach(() => {
  openShop = Promise.withResolvers();
});

test.afterAll(() => {
  app.child.kill("SIGTERM");
  shop.closeAllConnections();
  shop.close();
});

async function send(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.goto(`${app.url}/import`, { waitUntil: "networkidle" });
  const asking = page.waitForEvent("filechooser");
  await page.getByText("Choose files", { exact: true }).click();
  const file = { name, mimeType: "application/octet-stream", buffer: Buffer.from(content) };
  await (await asking).setFiles(file);
  await expect(page).toHaveURL(/\?import=/);
}

/** Axe's word on the screen as it is. */
async function expectAccessible(page: Page, screen: string, ask = violations): Promise<void> {
  expect(await ask(page), screen).toEqual([]);
}

const understood = (page: Page) => page.getByRole("region", { name: "What was recognized" });

test("a sheet with odd names is corrected, imported, its bad row fixed and imported again", async ({ page }) => {
  const sheet = [
    "Amazon number,item_name,Remark,MAIN",
    `B0IMPORT01,Copper pot,,http://${shopUrl}/pot.jpg`,
    "B0IMPORT02,Copper pan,New,",
    "B0BAD,Copper lid,New,",
  ];
  await send(page, "pots.csv", sheet.join("\n"));
  await expect(page.getByRole("heading", { name: "pots.csv" })).toBeFocused();
  // Once: a screen reader meets hidden text, too.
  await expect(page.getByText("Map one column to the ASIN or the SKU.")).toHaveCount(1);
  await expectAccessible(page, "draft", violationsInBothThemes);
  const start = page.getByRole("button", { name: /^Import( \d.*)?$/ });
  await expect(start).toHaveAttribute("aria-disabled", "true");

  await page.getByRole("combobox", { name: "Meaning of “Amazon number”" }).click();
  await page.getByRole("option", { name: "ASIN", exact: true }).click();
  await expect(page.getByRole("row", { name: /4 "B0BAD": An ASIN has ten/ })).toBeVisible();
  await page.reload();
  await expect(start).toHaveText("Import 2 products");
  await expect(understood(page).getByRole("listitem")).toHaveText("MAIN 1");

  await start.click();
  await expect(page.getByText("Fetching photos: 1 left")).toBeVisible();
  await expect(page.getByRole("heading", { name: "pots.csv" })).toBeFocused();
  await page.reload();
  await expect(page.getByText("Fetching photos: 1 left")).toBeVisible();
  await expectAccessible(page, "running");
  openShop.resolve();
  await expect(page.getByRole("heading", { name: "“pots.csv” imported" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Result" })).toContainText("Products created2");
  await expect(page.getByRole("table", { name: "1 problem" })).toContainText('"B0BAD": An ASIN has ten letters');
  await expectAccessible(page, "result", violationsInBothThemes);

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download failed rows (CSV)" }).click();
  const path = await (await downloading).path();
  const failed = await readFile(path, "utf8");
  expect(failed).toContain("Copper lid");
  expect(failed).not.toContain("Copper pan");
  await writeFile(path, failed.replace("Amazon number", "asin").replace("B0BAD", "B0IMPORT03"));
  await page.getByRole("link", { name: "Import another file" }).click();
  await send(page, "fixed.csv", await readFile(path));
  await page.getByRole("button", { name: "Import 1 product" }).click();
  await expect(page.getByRole("heading", { name: "“fixed.csv” imported" })).toBeVisible();
  await expect(page.getByText(/\d problem/)).toHaveCount(0);

  await page.getByRole("link", { name: "Import", exact: true }).first().click();
  const recent = page.getByRole("list", { name: "Recent imports" });
  await expect(recent.getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page, "recent imports");
  await recent.getByRole("link", { name: "pots.csv" }).click();
  await expect(page.getByRole("heading", { name: "“pots.csv” imported" })).toBeVisible();
});

test("an import is cancelled while its pictures are fetched, and what is in stays", async ({ page }) => {
  await send(page, "slow.csv", `asin,title,MAIN\nB0IMPORT11,Slow cooker,http://${shopUrl}/cooker.jpg`);
  await page.getByRole("button", { name: "Import 1 product" }).click();
  await expect(page.getByText("Fetching photos: 1 left")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("Rows already imported are kept");
  await question.getByRole("button", { name: "Cancel the import" }).click();
  await expect(page.getByRole("heading", { name: "The import of “slow.csv” was cancelled" })).toBeFocused();
  await expect(page.getByRole("main")).toContainText("1 of 1 row were read. Rows already imported are kept.");
  openShop.resolve();
});

test("photos named by variant are understood by their names, and a draft that is given up changes nothing", async ({
  page,
}) => {
  const photo = await drawPicture();
  await send(
    page,
    "photos.zip",
    await makeZip({ "B0IMPORT21.PT01.jpg": photo, "B0IMPORT21.jpg": photo, "me.jpg": photo }),
  );
  await expect(understood(page)).toContainText("its photos are matched by their names");
  await expect(understood(page).getByRole("listitem")).toHaveText(["MAIN 1", "PT01 1"]);
  await expect(page.getByRole("row", { name: /me\.jpg/ })).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "Drop a zip, a sheet" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "“photos.zip” was not imported" })).toBeVisible();
});

test("a broken zip and an import that does not exist say so and lead back", async ({ page }) => {
  await send(page, "broken.zip", "PK\u0003\u0004 and no more");
  await expect(page.getByRole("alert").filter({ hasText: "damaged or incomplete" })).toBeVisible();
  await expectAccessible(page, "unreadable");
  await page.getByRole("button", { name: "Choose another file" }).click();
  await expect(page.getByRole("heading", { name: "Drop a zip, a sheet" })).toBeVisible();
  await page.goto(`${app.url}/import?import=nothing`);
  await expect(page.getByText("This import doesn't exist")).toBeVisible();
  await page.getByRole("link", { name: "Import a file" }).click();
  await expect(page.getByRole("heading", { name: "Drop a zip, a sheet" })).toBeVisible();
});

test("a file that is dropped on a result is sent with its progress, and the sending can be stopped", async ({
  page,
}) => {
  await send(page, "first.csv", "asin,title\nB0IMPORT31,First");
  const sending = Promise.withResolvers<void>();
  await page.route("**/api/products/import", async (route) => {
    await sending.promise;
    await route.abort();
  });
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["asin,title\n"], "second.csv"));
    return transfer;
  });
  await page.dispatchEvent("main", "dragover", { dataTransfer: data });
  await expect(page.getByRole("heading", { name: "Drop to upload" })).toBeVisible();
  await page.dispatchEvent("main", "drop", { dataTransfer: data });
  await expect(page.getByRole("progressbar", { name: "Uploading second.csv" })).toBeVisible();
  await expectAccessible(page, "sending");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "first.csv" })).toBeFocused();
  sending.resolve();
});
