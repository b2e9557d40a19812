import { spawnApp } from "#tests/support/app-process.ts";
import { expect, pressUntilFocused, test } from "./fixtures.ts";

test("a template is made, changed, offered in the wizard and deleted after one question", async ({ page }) => {
  await page.goto("/templates/new");
  await page.getByLabel("Name", { exact: true }).fill("Picnic");
  await page.getByLabel("Prompt", { exact: true }).fill("{{product_title}} at a {{mood}} picnic");
  await expect(page.getByRole("status").filter({ hasText: "mood" })).toBeVisible();
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByRole("textbox", { name: "Name" }).last().fill("mood");
  await page.getByRole("button", { name: "Save template" }).click();
  await expect(page).toHaveURL(/\/templates$/);
  await page.getByRole("link", { name: "Picnic" }).click();
  await page.getByLabel("Description").fill("On the grass.");
  await page.getByRole("button", { name: "Save template" }).click();
  await expect(page).toHaveURL(/\/templates$/);
  await expect(page.getByText("On the grass.")).toBeVisible();

  await page.goto("/bulk-generate?variant=MAIN");
  await page
    .getByRole("button", { name: /Prompt/ })
    .first()
    .click();
  await page.getByRole("combobox", { name: "Template" }).click();
  await expect(page.getByRole("option", { name: /Picnic/ })).toBeVisible();

  await page.goto("/templates");
  await page.getByRole("button", { name: "Delete Picnic" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("Picnic");
  await question.getByRole("button", { name: /Delete/ }).click();
  await expect(page.getByRole("link", { name: "Picnic" })).toHaveCount(0);
});

test("an image type is made, refused a name that is taken, changed and deleted", async ({ page }) => {
  await page.goto("/image-types");
  await page.getByRole("button", { name: "New image type" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Lifestyle");
  await form.getByLabel("Default prompt").fill("{{product_title}} on a beach");
  await form.getByRole("button", { name: "Save image type" }).click();
  await expect(form.getByRole("alert")).toContainText("Another image type has this name.");
  await form.getByLabel("Name").fill("Beach");
  await form.getByRole("button", { name: "Save image type" }).click();
  await expect(page.getByRole("heading", { name: "Beach" })).toBeVisible();
  await page.getByRole("button", { name: "Delete Beach" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /Delete/ })
    .click();
  await expect(page.getByRole("heading", { name: "Beach" })).toHaveCount(0);
});

test("/ goes to the search, ? lists the keys, Esc closes the list", async ({ page }) => {
  await page.goto("/dashboard");
  await pressUntilFocused(page, "/", page.getByRole("searchbox"));
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("an empty catalogue offers the next step", async ({ page }) => {
  const app = await spawnApp();
  try {
    await page.goto(`${app.url}/dashboard`);
    await expect(page.getByText("Import your first products")).toBeVisible();
    await page.goto(`${app.url}/jobs`);
    await expect(page.getByRole("main")).toContainText("No jobs yet");
  } finally {
    app.child.kill("SIGTERM");
  }
});

test("what does not exist says so and leads back", async ({ page }) => {
  for (const path of ["/products/nobody", "/jobs/nobody", "/templates/nobody", "/nowhere"]) {
    expect((await page.goto(path))?.status()).toBe(404);
    await expect(page.getByRole("link", { name: /dashboard/i }).first()).toBeVisible();
  }
});
