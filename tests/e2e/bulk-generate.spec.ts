import type { Page } from "@playwright/test";
import { expect, pressUntilFocused, test } from "./fixtures.ts";

const CHOSEN = 6;

/** Selects the products on the dashboard by their checkboxes; returns their titles. */
async function selectOnDashboard(page: Page, search: string): Promise<void> {
  await page.goto(`/dashboard?search=${search}`);
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
}

async function choose(page: Page, label: string, option: RegExp | string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option }).click();
}

test("a selection made on the dashboard becomes images, watched to the end", async ({ page }) => {
  const originals: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/api\/files\/(?:source|generated)-images\//.test(pathname)) originals.push(pathname);
  });

  await selectOnDashboard(page, "oakley");
  await selectOnDashboard(page, "solene");
  await selectOnDashboard(page, "wick");
  await expect(page.getByRole("status").filter({ hasText: "selected" })).toContainText(`${CHOSEN} selected`);
  await page.getByRole("link", { name: "Bulk Generate" }).click();
  await expect(page.getByRole("button", { name: /Products .*6 selected/ })).toBeVisible();

  if (await page.getByRole("button", { name: /^1.*Close$/ }).isVisible())
    await page.getByRole("button", { name: "Continue" }).click();
  await choose(page, "Image variant", "PT01 - 4 products");
  await expect(page.getByText("4 of 6 selected products have PT01.")).toBeVisible();
  await expect(page.getByText(/2 products have no PT01 and will be skipped: .*Oakley.*Wick/)).toBeVisible();
  await page.getByRole("button", { name: "Continue" }).click();

  await choose(page, "Template", /Room scene/);
  await choose(page, "Room", "kitchen");
  const sent = page.getByRole("region", { name: "Prompt preview" });
  await expect(sent).toContainText("Scandinavian kitchen");
  await choose(page, "Product whose prompt is shown", /Solene .*Teal/);
  await expect(sent.getByText(/Place this exact product, "Solene .*Teal.*"/)).toBeVisible();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Generate 4 images using PT01 with 'Lifestyle'")).toBeVisible();
  await page.getByRole("button", { name: "Generate 4 images" }).click();

  await expect(page).toHaveURL(/\?job=/);
  await page.reload();
  await expect(page.getByRole("status").filter({ hasText: "4 made" })).toBeVisible({ timeout: 40_000 });
  await page.goBack();
  await page.goForward();
  await expect(page.getByRole("status").filter({ hasText: "4 made" })).toBeVisible();
  expect(originals, "originals loaded by lists").toEqual([]);

  await page
    .getByRole("link", { name: /Solene .*Teal/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: /Solene .*Teal/ })).toBeVisible();
  await expect(page.getByText("1 image", { exact: true })).toBeVisible();
  await page.goto("/jobs");
  await expect(page.getByRole("link", { name: /Lifestyle/ }).first()).toBeVisible();
});

test("the wizard can be completed with the keyboard alone", async ({ page }) => {
  await page.goto("/bulk-generate");
  await pressUntilFocused(page, "/", page.getByRole("searchbox"));
  await page.keyboard.type("inkwell");
  await expect(page.getByText("2 products in the list")).toBeVisible();
  await page.getByRole("button", { name: "Select all 2" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Continue" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Image variant" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: /^MAIN/ }).waitFor();
  await page.keyboard.press("Enter");
  const generate = page.getByRole("button", { name: "Generate 2 images" });
  await expect(generate).toBeEnabled();
  await generate.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "2 made" })).toBeVisible({ timeout: 40_000 });
});

test("a prompt that names something unknown is refused at its field", async ({ page }) => {
  await page.goto("/bulk-generate?variant=MAIN");
  await page.getByRole("button", { name: /^Select all/ }).click();
  await page
    .getByRole("button", { name: /Prompt/ })
    .first()
    .click();
  await page.getByLabel("Custom prompt").fill("A picture of {{nonsense}}");
  await expect(page.getByRole("alert").filter({ hasText: "{{nonsense}}" }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Generate/ })).toBeDisabled();
});
