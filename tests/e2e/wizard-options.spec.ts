import type { Page } from "@playwright/test";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const EXISTING = 2;
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const options = (page: Page) => page.getByRole("group").filter({ hasText: "Cost options" }).first();

/** Previews say that two images exist already, and the job that is asked for is not started. */
async function watchRequests(page: Page): Promise<{ previews: unknown[]; started: unknown[] }> {
  const seen = { previews: [] as unknown[], started: [] as unknown[] };
  await page.route(/\/api\/images\/bulk-generate(-by-variant)?\/preview$/, async (route) => {
    seen.previews.push(route.request().postDataJSON());
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), existing: EXISTING } });
  });
  await page.route(/\/api\/images\/bulk-generate(-by-variant)?$/, (route) => {
    seen.started.push(route.request().postDataJSON());
    return route.fulfill({
      status: 503,
      json: { title: "Not now", status: 503, detail: "Not now.", code: "UNAVAILABLE" },
    });
  });
  return seen;
}

async function selectAll(page: Page): Promise<void> {
  await page.goto("/bulk-generate");
  await button(page, /^Select all \d+$/).click();
  await button(page, "Continue").click();
}

async function openReview(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /Review/ })
    .first()
    .click();
  await page.getByText("Cost options").click();
}

const SENT = { budgetUsd: 12.5, pilot: 3, reuse: false, tier: "batch" };

test("a job of one shot starts with one click, or with a budget, a pilot and another time", async ({ page }) => {
  const { started, previews } = await watchRequests(page);
  await selectAll(page);
  await page.getByRole("combobox", { name: "Image variant" }).click();
  await page.getByRole("option", { name: /^MAIN/ }).click();
  const generate = page.getByRole("button", { name: /^Generate \d+ images$/ });
  await expect(page.getByText(/^2 of \d+ exist already and are used\.$/)).toBeVisible();
  await generate.click();
  await expect.poll(() => started.length).toBe(1);
  expect(Object.keys(started[0] as object).sort()).toEqual(["imageTypeId", "selection", "variant"]);

  await openReview(page);
  await page.getByLabel("Budget for this job").fill("a lot");
  await expect(button(page, "Enter the budget in US dollars, such as 12.50.")).toBeVisible();
  await expect(generate).toBeDisabled();
  await page.getByLabel("Budget for this job").fill("12.50");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("radio", { name: /^Now/ })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("radio", { name: /^Overnight/ })).toBeChecked();
  await page.getByRole("checkbox", { name: "Try on 3 first" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("checkbox", { name: "Try on 3 first" })).toBeChecked();
  await page.getByRole("checkbox", { name: /^Make again what exists \(2 of \d+\)$/ }).check();
  await expect(page.getByText(/exist already and are used/)).toBeHidden();
  await expect(options(page)).toContainText("Budget $12.50 · 3 products first · Make again · Overnight");
  await expect(generate).toBeEnabled();
  await generate.click();
  await expect.poll(() => started.length).toBe(2);
  expect(started[1]).toMatchObject({ variant: "MAIN", ...SENT });
  expect(previews.at(-1)).toMatchObject(SENT);

  await page.reload();
  await page
    .getByRole("button", { name: /Review/ })
    .first()
    .click();
  await expect(options(page)).toContainText("Budget $12.5 · 3 products first · Make again · Overnight");
});

test("a job of shots has the same options; axe finds nothing; 360 px hold all", async ({ page }) => {
  const { started } = await watchRequests(page);
  await selectAll(page);
  await button(page, "Add shot").click();
  await openReview(page);
  await page.getByLabel("Budget for this job").fill("12.50");
  await page.getByRole("radio", { name: /^Overnight/ }).check();
  await page.getByRole("checkbox", { name: "Try on 3 first" }).check();
  await page.getByRole("checkbox", { name: /^Make again/ }).check();
  expect(await violationsInBothThemes(page)).toEqual([]);
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(`${width} px: ${sideways} px too wide`).toBe(`${width} px: 0 px too wide`);
  }
  await page.getByRole("button", { name: /^Generate \d+ images$/ }).click();
  await expect.poll(() => started.length).toBe(1);
  expect(started[0]).toMatchObject({ shots: [{}, {}], ...SENT });
});
