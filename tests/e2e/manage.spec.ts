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

test("a shot list is made, put in order by keyboard, changed, duplicated and deleted after one question", async ({
  page,
}) => {
  await page.goto("/shot-lists/new");
  const shots = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Move .* up$/ }) });
  const launch = page.getByRole("region", { name: "Shot lists" }).getByRole("listitem").filter({ hasText: "Launch" });
  await page.getByLabel("Name", { exact: true }).fill("Launch");
  await page.getByLabel("Name (optional)").fill("Front");
  await page.getByRole("button", { name: "Add shot" }).click();
  await expect(shots).toHaveCount(2);
  await expect(page.locator("button[aria-expanded=true]").last()).toBeFocused();
  await page.getByLabel("Name (optional)").last().fill("Table");
  await page.getByRole("combobox", { name: "Image type" }).last().click();
  await page.getByRole("option", { name: /^Flat lay/ }).click();
  await page.getByLabel("Custom prompt (optional)").last().fill("{{product_title}} on a {{colour}} table");

  const down = page.getByRole("button", { name: "Move Front down" });
  await down.focus();
  await page.keyboard.press("Enter");
  await expect(shots.first()).toContainText("Table");
  await expect(down).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "Moved to place 2 of 2." })).toBeAttached();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(shots.first()).toContainText("Front");
  await expect(down).toBeFocused();

  await page.getByRole("button", { name: "Save shot list" }).click();
  await expect(page.getByRole("group").getByRole("alert")).toContainText("Unknown variable {{colour}}.");
  await page.getByLabel("Custom prompt (optional)").last().fill("{{product_title}} on a table");
  await page.getByRole("button", { name: "Save shot list" }).click();
  await expect(page).toHaveURL(/\/shot-lists$/);
  await expect(launch).toContainText("2 images per product: MAIN, PT01");

  await page.getByRole("link", { name: "Launch", exact: true }).click();
  await page.getByRole("button", { name: "Move Table up" }).click();
  await page.getByRole("button", { name: "Save shot list" }).click();
  await expect(launch).toContainText("PT01, MAIN");

  await page.getByRole("link", { name: "Duplicate Launch" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Launch copy");
  await expect(shots).toHaveCount(2);
  await page.getByRole("button", { name: "Remove Table" }).click();
  await expect(shots).toHaveCount(1);
  await page.getByRole("button", { name: "Save shot list" }).click();
  await expect(page).toHaveURL(/\/shot-lists$/);

  for (const name of ["Launch copy", "Launch"]) {
    await page.getByRole("button", { name: `Delete ${name}`, exact: true }).click();
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: /Delete/ })
      .click();
    await expect(page.getByRole("link", { name, exact: true })).toHaveCount(0);
  }
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
  const unknown = ["products", "jobs", "templates", "shot-lists", "looks"].map((name) => `/${name}/nobody`);
  for (const path of [...unknown, "/nowhere"]) {
    expect((await page.goto(path))?.status()).toBe(404);
    await expect(page.getByRole("link", { name: /dashboard/i }).first()).toBeVisible();
  }
});
