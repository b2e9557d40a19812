import { readFile } from "node:fs/promises";
import type { APIRequestContext } from "@playwright/test";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productSchema, productsSchema } from "#lib/schemas/product.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

/** Returns the product. */
async function makeImage(request: APIRequestContext): Promise<string> {
  const { products } = productsSchema.parse(await (await request.get("/api/products?limit=1&search=kettle")).json());
  const { imageTypes } = imageTypesSchema.parse(await (await request.get("/api/image-types")).json());
  const productId = products[0]?.id ?? "";
  const data = { productId, imageTypeId: imageTypes[0]?.id };
  const made = await request.post("/api/images/generate", { data, timeout: 40_000 });
  expect(made.status()).toBe(201);
  return productId;
}

test("costs are shown by day, model and job, in demo mode as pretended, and downloaded", async ({ page, request }) => {
  await makeImage(request);
  await page.goto("/costs");
  await expect(page.getByText("Pretended prices: nothing was billed.")).toBeVisible();
  await expect(page.getByRole("img", { name: /^Chart of costs, highest on / })).toBeVisible();
  await expect(page.getByRole("row", { name: /^demo \d+ \$[\d.]+ \$[\d.]+ \$[\d.]+/ })).toBeVisible();
  const jobs = page.getByRole("region", { name: "Costs by job" });
  await expect(jobs.getByRole("link").first()).toBeVisible();

  await page.getByText("Show as a table").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table").first().getByRole("row")).toHaveCount(1 + 30);
  expect(await violationsInBothThemes(page)).toEqual([]);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Jobs as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("costs-by-job.csv");
  expect(await readFile(await download.path(), "utf8")).toContain("settled usd");

  await jobs.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/jobs\/[^/]+$/);
  const summary = page.getByRole("complementary", { name: "Summary" });
  await expect(summary.getByText(/^Estimated \$[\d.]+ \([\d.]+ to [\d.]+\)$/)).toBeVisible();
});

test("another period is chosen by a link or by its days; one without calls and one that is none say so", async ({
  page,
}) => {
  await page.goto("/costs");
  const periods = page.getByRole("navigation", { name: "Periods" });
  await periods.getByRole("link", { name: "Last 365 days" }).click();
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d&to=/);
  await expect(periods.getByRole("link", { name: "Last 365 days" })).toHaveAttribute("aria-current", "page");
  await page.getByLabel("From", { exact: true }).fill("2020-01-01");
  await page.getByLabel("To", { exact: true }).fill("2020-01-31");
  await page.getByLabel("To", { exact: true }).press("Enter");
  await expect(page).toHaveURL(/from=2020-01-01&to=2020-01-31/);
  await expect(page.getByRole("heading", { name: "No costs in this period" })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.goto("/costs?from=2020-02-01&to=2020-01-31");
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    "The day in to must not be before the day in from. These are the last 30 days.",
  );
});

test("an image's dialog tells what it cost", async ({ page, request }) => {
  const productId = await makeImage(request);
  const { generatedImages } = productSchema.parse(await (await request.get(`/api/products/${productId}`)).json());
  await page.goto(`/review?decision=all&image=${generatedImages[0]?.id}`);
  await expect(page.getByRole("dialog").getByText(/^Cost: \$0\.\d+ in \d calls? \(demo\)$/)).toBeVisible();
});
