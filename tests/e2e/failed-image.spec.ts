import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { finishReply, GeminiStub } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { expect, test } from "./fixtures.ts";

const stub = new GeminiStub();
const drawNew = stub.reply;
let app: AppProcess;

test.beforeAll(async () => {
  stub.reply = async (call, index) => ({
    ...(call.prompt.includes("Bad") ? finishReply("IMAGE_SAFETY") : await drawNew(call, index)),
    delayMs: 500,
  });
  app = await spawnApp({ GEMINI_API_KEY: "test-key", GEMINI_BASE_URL: await stub.listen() });
});

test.afterAll(async () => {
  app.child.kill("SIGTERM");
  await stub.close();
});

test("products come in by a zip; the image that is refused says why, the others are made", async ({ page }) => {
  await page.goto(`${app.url}/dashboard`);
  await page
    .getByRole("link", { name: /Import/ })
    .last()
    .click();
  const rows = [
    "sku,asin,title,category,variant,image",
    "A,B000000001,Good mug,,MAIN,a.jpg",
    "B,B000000002,Bad mug,,MAIN,b.jpg",
    "C,B0,Wrong ASIN,,,",
  ];
  const buffer = await makeZip({
    "catalog.csv": rows.join("\n"),
    "a.jpg": await drawPicture(),
    "b.jpg": await drawPicture(),
  });
  await page.locator('input[type="file"]').setInputFiles({ name: "catalog.zip", mimeType: "application/zip", buffer });
  await page.getByRole("button", { name: /^Import/ }).click();
  await expect(page.getByRole("link", { name: "See the products" })).toBeVisible();
  const bad = page.getByRole("row").filter({ hasText: "ASIN" }).last();
  await expect(bad).toContainText("4");
  await expect(bad).toContainText("An ASIN has ten letters and digits.");

  await page.goto(`${app.url}/bulk-generate?variant=MAIN`);
  await page.getByRole("button", { name: "Select all 2" }).click();
  await page.getByRole("button", { name: "Generate 2 images" }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 made, 1 failed" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Blocked by safety").first()).toBeVisible();
  await expect(page.getByText("Gemini returned no image (IMAGE_SAFETY)").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Bad mug" }).first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole("status").filter({ hasText: "1 made, 1 failed" })).toBeVisible();
});
