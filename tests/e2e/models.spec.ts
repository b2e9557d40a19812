import { importZip } from "#tests/support/app-client.ts";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { drawReply, errorReply, GeminiStub } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const GONE =
  "This model models/gemini-2.5-flash-image is no longer available. Please update your code to use models/gemini-3-pro-image.";
const stub = new GeminiStub();
let app: AppProcess;

// The setting of one test is what the next begins with.
test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  app = await spawnApp({
    GEMINI_API_KEY: "test-key",
    GEMINI_BASE_URL: await stub.listen(),
    GEMINI_IMAGE_MODEL: "gemini-2.5-flash-image",
  });
  const zip = await makeZip({ "B000000001.MAIN.jpg": await drawPicture() });
  await importZip(app.url, zip, 1);
});

test.afterAll(async () => {
  app.child.kill("SIGTERM");
  await stub.close();
});

test("a job whose model is gone continues with the one that Google names", async ({ page }) => {
  stub.reply = ({ path }) => (path.includes("2.5-flash") ? errorReply(404, GONE) : drawReply());
  await page.goto(`${app.url}/bulk-generate`);
  await page.getByRole("button", { name: /^Select all/ }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("combobox", { name: "Image variant" }).click();
  await page.getByRole("option", { name: /^MAIN/ }).click();
  await page.getByRole("button", { name: "Generate 1 image" }).click();
  await expect(page.getByText("Google names gemini-3-pro-image instead of gemini-2.5-flash-image.")).toBeVisible();
  await page.getByRole("button", { name: "Continue with gemini-3-pro-image" }).click();
  await expect(page.getByRole("combobox", { name: "Model" })).toHaveText("gemini-3-pro-image");
  await page.getByRole("button", { name: "Continue job" }).click();
  await expect(page.getByText("Finished: 1 made.")).toBeVisible();
});

test("pages say that the model of new jobs is gone, and the settings choose and check another", async ({ page }) => {
  await page.goto(`${app.url}/dashboard`);
  await expect(page.getByText("Google no longer offers gemini-2.5-flash-image.")).toBeVisible();
  await page.getByRole("link", { name: "Choose another model" }).click();
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: /^Check gemini-3-pro-image by one call, about \$0\.1/ }).click();
  await expect(page.getByText(/^It works\. The call cost \$0\.13/)).toBeVisible();
  await page.getByRole("combobox", { name: "Model of new jobs" }).click();
  await page.getByRole("option", { name: "gemini-3-pro-image" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Model saved.")).toBeVisible();
  await expect(page.getByText("New jobs use it.")).toHaveCount(0);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Model of new jobs" })).toHaveText("gemini-3-pro-image");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await violationsInBothThemes(page)).toEqual([]);
});
