import { violationsInBothThemes } from "./axe.ts";
import { expect, pressUntilFocused, test } from "./fixtures.ts";

test("all that match but one are selected on the dashboard and become a job", async ({ page }) => {
  await page.goto("/dashboard?search=linen");
  await expect(page.getByRole("checkbox", { name: /^Select .*Linen/ }).first()).toBeVisible();
  const total = await page.getByRole("checkbox", { name: /^Select .*Linen/ }).count();
  expect(total).toBeGreaterThan(2);
  await page.getByRole("button", { name: `Select all ${total} that match` }).click();
  const selected = page.getByRole("status").filter({ hasText: "selected" });
  await expect(selected).toHaveText(`${total} selected`);
  await page
    .getByRole("checkbox", { name: /^Select .*Linen/ })
    .first()
    .uncheck();
  await expect(selected).toHaveText(`${total - 1} selected`);

  await page.getByRole("searchbox").fill("kettle");
  await expect(page.getByRole("checkbox", { name: /^Select .*Kettle/ }).first()).toBeDisabled();
  await expect(page.getByText(`${total - 1} of ${total} products with “linen” are selected.`)).toBeVisible();
  await page.getByRole("link", { name: "Bulk Generate" }).click();
  await page.getByRole("combobox", { name: "Image variant" }).click();
  await page.getByRole("option", { name: `MAIN - ${total - 1} products` }).click();
  await page.goto("/bulk-generate?variant=MAIN");
  await expect(page.getByRole("searchbox")).toHaveValue("linen");
  await expect(page.getByRole("checkbox", { name: /^Select .*Linen/, checked: true })).toHaveCount(total - 1);

  await page.getByRole("button", { name: `Generate ${total - 1} images` }).click();
  await expect(page).toHaveURL(/\?job=/);
  await expect(page.getByText(new RegExp(`of ${total - 1}|${total - 1} made`)).first()).toBeVisible();
  // Its images leave the list of the next test, which counts what is not generated.
  const job = `/api/jobs/${new URL(page.url()).searchParams.get("job")}`;
  await expect.poll(async () => (await (await page.request.get(job)).json()).status).toBe("COMPLETED");
});

test("the wizard's list keeps its filter over a reload, and both its ends are one key away", async ({ page }) => {
  await page.goto("/bulk-generate");
  await page.getByRole("combobox", { name: "Images" }).click();
  await page.getByRole("option", { name: "Not generated" }).click();
  await page.getByRole("combobox", { name: "Order" }).click();
  await page.getByRole("option", { name: "Title, A to Z" }).click();
  await expect(page).toHaveURL(/hasGenerated=false.*sort=title/);
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Images" })).toHaveText("Not generated");

  const list = page.getByRole("group", { name: "Product list" });
  await expect(list.getByRole("listitem").first()).toHaveAttribute("aria-posinset", "1");
  const total = Number(await list.getByRole("listitem").first().getAttribute("aria-setsize"));
  await list.focus();
  await pressUntilFocused(page, "End", list);
  await expect(list.locator(`li[aria-posinset="${total}"]`)).toBeInViewport();
  await page.keyboard.press("Home");
  await expect(list.locator('li[aria-posinset="1"]')).toBeInViewport();
  await list.getByRole("checkbox").first().press("ArrowDown");
  await expect(list.locator('li[aria-posinset="2"]').getByRole("checkbox")).toBeFocused();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test("the filter by images says on a phone and a tablet what it shows", async ({ page }) => {
  for (const width of [360, 768]) {
    await page.setViewportSize({ width, height: 740 });
    await page.goto("/dashboard");
    const filter = page.getByRole("combobox", { name: "Images" });
    const words = filter.locator("span").first();
    const cut = () => words.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    await expect(filter).toHaveText("All images");
    expect(await cut(), `${width} px`).toBe(false);
    await page.goto("/dashboard?hasGenerated=false");
    await expect(filter).toHaveText("Not generated");
    expect(await cut(), `${width} px`).toBe(false);
  }
});

test("products are filtered by the day of their newest image", async ({ page }) => {
  await page.goto("/dashboard");
  const before = page.getByLabel("Last generated before");
  // What is filled in before React has taken over the page changes nothing.
  await expect(async () => {
    await before.fill("");
    await before.fill("2020-01-01");
    await expect(page).toHaveURL(/lastGeneratedBefore=2020-01-01/, { timeout: 1_000 });
  }).toPass();
  await expect(page.getByText("No products match")).toBeVisible();
  await before.fill("");
  await expect(page).not.toHaveURL(/lastGeneratedBefore/);
  await expect(page.getByRole("checkbox", { name: /^Select / }).first()).toBeVisible();
});
