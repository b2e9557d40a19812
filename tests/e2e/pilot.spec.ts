import type { Page } from "@playwright/test";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { GeminiStub } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const PRODUCTS = 8;
const stub = new GeminiStub();
let app: AppProcess;
let productIds: string[];
let imageTypeId: string;

test.beforeAll(async () => {
  app = await spawnApp({ GEMINI_API_KEY: "test-key", GEMINI_BASE_URL: await stub.listen() });
  const numbers = Array.from({ length: PRODUCTS }, (_, index) => index + 1);
  const rows = numbers.map((number) => `B00000000${number},Mug ${number},MAIN,${number}.jpg`);
  const photos = await Promise.all(numbers.map(async (number) => [`${number}.jpg`, await drawPicture()] as const));
  const zip = await makeZip({
    "catalog.csv": ["asin,title,variant,image", ...rows].join("\n"),
    ...Object.fromEntries(photos),
  });
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(zip)]), "catalog.zip");
  await fetch(`${app.url}/api/products/import`, { method: "POST", body: form });
  const { products } = productsSchema.parse(await (await fetch(`${app.url}/api/products?sort=asin`)).json());
  productIds = products.map(({ id }) => id);
  const { imageTypes } = imageTypesSchema.parse(await (await fetch(`${app.url}/api/image-types`)).json());
  imageTypeId = imageTypes[0]?.id ?? "";
});

test.beforeEach(() => {
  stub.calls.length = 0;
});

test.afterAll(async () => {
  app.child.kill("SIGTERM");
  await stub.close();
});

/** Opens the page of a job with a pilot of three products. */
async function openPilot(page: Page): Promise<void> {
  const prompt = { imageTypeId, customPrompt: "Show {{product_title}}" };
  const body = JSON.stringify({ productIds, variant: "MAIN", ...prompt, pilot: 3 });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${app.url}/api/images/bulk-generate-by-variant`, { method: "POST", headers, body });
  const { jobId } = bulkGenerateResponseSchema.parse(await response.json());
  await page.goto(`${app.url}/jobs/${jobId}`);
  await expect(page.getByRole("heading", { name: "Make the other 5 images?" })).toBeVisible({ timeout: 20_000 });
}

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const panel = (page: Page) => page.getByRole("region", { name: /· MAIN$/ });

test("after a pilot the prompt is edited by keyboard, and its images are made again with the rest", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await openPilot(page);
  await expect(panel(page)).toContainText("The pilot is made. The other images wait until you continue.");
  await expect(panel(page)).toContainText(/About \$\d/);
  await expect(button(page, "Resume")).toHaveCount(0);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  const prompt = page.getByLabel("Prompt", { exact: true });
  await prompt.fill("Show {{colour}}");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("checkbox", { name: /^Make 3 pilot images again\. About \$/ })).toBeFocused();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await expect(button(page, /^Continue: /)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "Unknown variable {{colour}}." })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await prompt.fill("Show {{product_title}}, closer");
  await button(page, /^Continue: /).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#job-heading")).toBeFocused();
  await expect(panel(page)).toContainText("8 made", { timeout: 30_000 });
  expect(stub.calls.filter(({ prompt: sent }) => sent.endsWith("closer"))).toHaveLength(PRODUCTS);
  expect(stub.calls).toHaveLength(PRODUCTS + 3);
});

test("three others are tried, and the first prompt is still shown once it has changed", async ({ page }) => {
  test.setTimeout(180_000);
  await openPilot(page);
  await page.getByLabel("Prompt", { exact: true }).fill("Try {{product_title}}");
  await button(page, "Try 3 others").click();
  await expect(page.getByRole("heading", { name: "Make the other 2 images?" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("region", { name: "Images" }).getByRole("listitem")).toHaveCount(6);
  const summary = page.getByRole("complementary", { name: "Summary" });
  await expect(summary).toContainText("Prompt of pilot imagesShow {{product_title}}");
  expect(stub.calls.slice(3).every(({ prompt }) => prompt.startsWith("Try "))).toBe(true);
  await button(page, "Cancel").click();
  await expect(page.getByRole("alertdialog")).toContainText("2 remaining images will be cancelled");
  await page.getByRole("button", { name: "Cancel the job" }).click();
  await expect(panel(page)).toContainText("6 made, 2 cancelled");
});
