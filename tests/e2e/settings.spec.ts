import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

// Tests after it share the app.
test.afterEach(async ({ request }) => {
  await request.patch("/api/settings", { data: { budgetDayUsd: null, budgetMonthUsd: null } });
});

test("a job that reaches a limit waits, and its budget and the limits can be changed", async ({ page, request }) => {
  test.setTimeout(180_000);
  const { products } = await (await request.get("/api/products?limit=2&search=kettle")).json();
  const { imageTypes } = await (await request.get("/api/image-types")).json();

  await page.goto("/settings");
  await page.getByLabel("Limit per day (USD)").fill("seven");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByLabel("Limit per day (USD)")).toHaveAccessibleDescription(/Enter an amount in US dollars/);
  await page.getByLabel("Limit per day (USD)").fill("0");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("Limits saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Limit per day (USD)")).toHaveValue("0");
  await expect(page.getByLabel("Limit per day (USD)")).toHaveAccessibleDescription(/demo: nothing is billed/);
  expect(await violationsInBothThemes(page)).toEqual([]);

  const data = { productIds: [products[0].id], variant: products[0].variants[0], imageTypeId: imageTypes[0].id };
  const single = await request.post("/api/images/generate", {
    data: { productId: products[0].id, imageTypeId: imageTypes[0].id },
  });
  expect([single.status(), (await single.json()).code]).toEqual([402, "BUDGET"]);
  const { jobId } = await (await request.post("/api/images/bulk-generate-by-variant", { data })).json();
  await page.goto(`/jobs/${jobId}`);
  await expect(page.getByText("Waiting: the budget is reached.").first()).toBeVisible();
  await expect(page.getByText(/Today's budget \(UTC\) is \$0\.00/)).toBeVisible();

  await page.getByRole("button", { name: "Set budget" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Budget in US dollars").fill("2.50");
  expect(await violationsInBothThemes(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save budget" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/\$0\.00 of \$2\.50/)).toBeVisible();

  await page.goto("/settings");
  await page.getByLabel("Limit per day (USD)").fill("");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("Limits saved.")).toBeVisible();
  await page.goto(`/jobs/${jobId}`);
  await expect(page.getByText("1 made").first()).toBeVisible({ timeout: 30_000 });
});
