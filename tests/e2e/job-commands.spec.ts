import type { Page } from "@playwright/test";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { errorReply, GeminiStub, type Reply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const PRODUCTS = 22;
const stub = new GeminiStub();
const drawNew = stub.reply;
let app: AppProcess;
let productIds: string[];
let imageTypeId: string;

const asin = (number: number) => `B${String(number).padStart(9, "0")}`;
const wait = (seconds: number): Reply =>
  errorReply(429, "Slow down.", [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${seconds}s` }]);
const badKey = errorReply(400, "API key not valid.", [{ "@type": "", reason: "API_KEY_INVALID" }]);

test.beforeAll(async () => {
  app = await spawnApp({ GEMINI_API_KEY: "test-key", GEMINI_BASE_URL: await stub.listen() });
  const numbers = Array.from({ length: PRODUCTS }, (_, index) => index + 1);
  const rows = numbers.map((number) => `${asin(number)},Mug ${number},MAIN,${number}.jpg`);
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
  stub.reply = drawNew;
});

test.afterAll(async () => {
  app.child.kill("SIGTERM");
  await stub.close();
});

/** Starts a job of so many products; returns its id. */
async function startJob(products: number): Promise<string> {
  const body = JSON.stringify({ productIds: productIds.slice(0, products), variant: "MAIN", imageTypeId });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${app.url}/api/images/bulk-generate-by-variant`, { method: "POST", headers, body });
  return bulkGenerateResponseSchema.parse(await response.json()).jobId;
}

/** Makes the stub hold its answers back until `open` is called. */
function closeGate(): { open: () => void } {
  const gate = Promise.withResolvers<void>();
  stub.reply = async (call, index) => {
    await gate.promise;
    return drawNew(call, index);
  };
  return { open: gate.resolve };
}

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const panel = (page: Page) => page.getByRole("region", { name: /· MAIN$/ });

test("a paused job finishes the image in flight, stays so over a reload, and continues when it is resumed", async ({
  page,
}) => {
  const { open } = closeGate();
  await page.goto(`${app.url}/jobs/${await startJob(3)}`);
  await expect(page.getByText("Generating", { exact: true })).toHaveCount(1);
  await button(page, "Pause").focus();
  await page.keyboard.press("Enter");
  await expect(button(page, "Resume")).toBeFocused();
  await expect(panel(page)).toContainText("Paused. Images in progress will still finish");
  expect(await violationsInBothThemes(page)).toEqual([]);
  open();
  await expect(panel(page)).toContainText("1 of 3");
  await page.reload();
  await expect(panel(page)).toContainText("1 of 3");
  await expect(panel(page)).not.toContainText("left");
  await button(page, "Resume").click();
  await expect(panel(page)).toContainText("3 made", { timeout: 20_000 });
});

test("a job is paused and resumed in the dashboard's list too", async ({ page }) => {
  const { open } = closeGate();
  const jobId = await startJob(2);
  await page.goto(`${app.url}/dashboard`);
  const row = page.getByRole("listitem").filter({ has: page.locator(`#job-${jobId}`) });
  await row.getByRole("button", { name: /^Pause: / }).click();
  await expect(row.getByRole("button", { name: /^Resume: / })).toBeFocused();
  await expect(row).toContainText("Paused");
  open();
  await row.getByRole("button", { name: /^Resume: / }).click();
  await expect(row).toContainText("2/2", { timeout: 20_000 });
  await expect(row.getByRole("button")).toHaveCount(0);
});

test("cancelling asks once, names what goes, and says so on every tile", async ({ page }) => {
  closeGate();
  await page.goto(`${app.url}/jobs/${await startJob(4)}`);
  await expect(page.getByText("Generating", { exact: true })).toHaveCount(1);
  await button(page, "Cancel").click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("4 remaining images will be cancelled");
  await question.getByRole("button", { name: "Keep the job" }).click();
  await expect(button(page, "Cancel")).toBeFocused();
  await page.keyboard.press("Enter");
  await question.getByRole("button", { name: "Cancel the job" }).click();
  await expect(panel(page)).toContainText("0 made, 4 cancelled");
  await expect(page.locator("#job-heading")).toBeFocused();
  const tiles = page.getByRole("region", { name: "Images" }).getByRole("listitem");
  await expect(tiles.filter({ hasText: "Cancelled" })).toHaveCount(4);
  await expect(button(page, /^(Pause|Cancel$|Retry)/)).toHaveCount(0);
  const attempts = page.getByRole("region", { name: "Attempts" }).getByRole("listitem");
  await expect(attempts).toHaveText([/The work was cancelled.*may have billed/s], { timeout: 30_000 });
});

test("a 429 counts down the time that it names, then the job continues", async ({ page }) => {
  let refused = false;
  stub.reply = (call, index) => {
    if (refused) return drawNew(call, index);
    refused = true;
    return wait(6);
  };
  await page.goto(`${app.url}/jobs/${await startJob(2)}`);
  const seconds = async () => Number(/Waiting\s+(\d+) s for Google/.exec(await panel(page).innerText())?.[1]);
  await expect.poll(seconds).toBeGreaterThan(2);
  const before = await seconds();
  await expect(panel(page)).toContainText("On hold");
  await expect.poll(seconds).toBeLessThan(before);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await expect(panel(page)).toContainText("2 made", { timeout: 20_000 });
  const attempts = page.getByRole("region", { name: "Attempts" }).getByRole("listitem");
  await expect(attempts).toHaveText([/Made/, /Made/, /Google is busy.*Does not count/s]);
});

test("a key that Google refuses stops the job and says what to do; once it is fixed, all is retried", async ({
  page,
}) => {
  stub.reply = () => badKey;
  await page.goto(`${app.url}/jobs/${await startJob(3)}`);
  await expect(panel(page)).toContainText("0 made, 1 failed, 2 not attempted");
  await expect(panel(page)).toContainText("Stopped: Key rejected.");
  await expect(panel(page)).toContainText("2 images were not attempted.");
  const tiles = page.getByRole("region", { name: "Images" }).getByRole("listitem");
  await expect(tiles.filter({ hasText: "Not attempted" })).toHaveCount(2);
  expect(await violationsInBothThemes(page)).toEqual([]);
  stub.reply = drawNew;
  await button(page, "Retry 3 images").click();
  await expect(panel(page)).toContainText("3 made", { timeout: 20_000 });
  await expect(page.getByText("Stopped:")).toHaveCount(0);
  await expect(tiles.filter({ hasText: "Not attempted" })).toHaveCount(0);
});

test("a job whose model is gone continues with the model that is chosen in the dialog", async ({ page }) => {
  stub.reply = (call, index) => (call.path.includes("gemini-3-pro") ? errorReply(404) : drawNew(call, index));
  await page.goto(`${app.url}/jobs/${await startJob(3)}`);
  await expect(panel(page)).toContainText("Stopped:");
  await button(page, "Continue with another model").click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("The model below generates those that gemini-3-pro-image did not");
  const model = question.getByRole("combobox", { name: "Model" });
  await expect(model).toHaveText("gemini-nano-banana-2.1");
  expect(await violationsInBothThemes(page)).toEqual([]);
  await model.click();
  await page.getByRole("option", { name: "gemini-2.5-flash-image" }).click();
  await question.getByRole("button", { name: "Continue job" }).click();
  await expect(question).toHaveCount(0);
  await expect(panel(page)).toContainText("3 made", { timeout: 20_000 });
  await expect(button(page, "Continue with another model")).toHaveCount(0);
  // New jobs with the model that is gone are refused from now on.
  const body = JSON.stringify({ model: "gemini-nano-banana-2.1" });
  const headers = { "content-type": "application/json" };
  const changed = await fetch(`${app.url}/api/settings`, { method: "PATCH", headers, body });
  expect(changed.status).toBe(200);
});

test("a hold of a minute is ended by hand, and the job continues at once", async ({ page }) => {
  let refused = false;
  stub.reply = (call, index) => {
    if (refused) return drawNew(call, index);
    refused = true;
    return wait(60);
  };
  await page.goto(`${app.url}/jobs/${await startJob(2)}`);
  await expect(panel(page)).toContainText(/Waiting \d+ s for Google/);
  await button(page, "Try now").click();
  await expect(panel(page)).toContainText("2 made", { timeout: 20_000 });
  await expect(button(page, "Try now")).toHaveCount(0);
});

test("a command that comes too late says so and shows the job as it is", async ({ page }) => {
  const { open } = closeGate();
  const jobId = await startJob(2);
  await page.goto(`${app.url}/jobs/${jobId}`);
  await expect(button(page, "Pause")).toBeVisible();
  await fetch(`${app.url}/api/jobs/${jobId}/cancel`, { method: "POST" });
  await button(page, "Pause").click();
  await expect(page.getByText(/Couldn't pause/)).toBeVisible();
  await expect(panel(page)).toContainText("2 cancelled");
  open();
});

test("the attempts of a long job come page by page", async ({ page }) => {
  await page.goto(`${app.url}/jobs/${await startJob(PRODUCTS)}`);
  await expect(panel(page)).toContainText(`${PRODUCTS} made`, { timeout: 30_000 });
  const attempts = page.getByRole("region", { name: "Attempts" });
  await expect(attempts.getByRole("listitem")).toHaveCount(20);
  await attempts.getByRole("button", { name: "Show more" }).focus();
  await page.keyboard.press("Enter");
  await expect(attempts.getByRole("listitem")).toHaveCount(PRODUCTS);
  await expect(attempts.getByRole("heading", { name: "Attempts" })).toBeFocused();
});

test("the browser tells when a watched job ends, on whichever page one is", async ({ page }) => {
  await page.addInitScript(() => {
    const shown: string[] = [];
    Object.assign(window, {
      shown,
      Notification: class {
        static permission = "granted";
        static async requestPermission(): Promise<string> {
          return "granted";
        }
        constructor(title: string, { body }: { body: string }) {
          shown.push(`${title}: ${body}`);
        }
      },
    });
  });
  const { open } = closeGate();
  await page.goto(`${app.url}/jobs/${await startJob(1)}`);
  await button(page, "Notify me").click();
  await expect(button(page, "Notify me")).toHaveAttribute("aria-pressed", "true");
  await page.goto(`${app.url}/templates`);
  open();
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { shown: string[] }).shown.join()), { timeout: 20_000 })
    .toMatch(/· MAIN: 1 made$/);
});

test("an ended job is deleted after one question that names what goes", async ({ page }) => {
  const jobId = await startJob(1);
  await page.goto(`${app.url}/jobs/${jobId}`);
  await page.getByRole("button", { name: /^Delete / }).click({ timeout: 20_000 });
  await expect(page.getByRole("alertdialog")).toContainText("1 generated image of this job");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete job" }).click();
  await expect(page).toHaveURL(/\/jobs$/);
  expect((await fetch(`${app.url}/api/jobs/${jobId}`)).status).toBe(404);
});
