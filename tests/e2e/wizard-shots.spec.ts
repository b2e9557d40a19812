import type { Locator, Page } from "@playwright/test";
import { jobSchema } from "#lib/schemas/job.ts";
import { fetchJson, importZip } from "#tests/support/app-client.ts";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { GeminiStub } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const PRODUCTS = 10;
const stub = new GeminiStub();
let app: AppProcess;

// Later tests use the shot list and the job of earlier ones.
test.describe.configure({ mode: "serial" });

/** All products have MAIN; all but the last have PT01. Of the products' photos the model takes three. */
test.beforeAll(async () => {
  test.setTimeout(120_000);
  app = await spawnApp({
    GEMINI_API_KEY: "test-key",
    GEMINI_BASE_URL: await stub.listen(),
    GEMINI_IMAGE_MODEL: "gemini-2.5-flash-image",
  });
  const numbers = Array.from({ length: PRODUCTS }, (_, index) => index + 1);
  const names = numbers.flatMap((number) =>
    number < PRODUCTS ? [`${number}-MAIN`, `${number}-PT01`] : [`${number}-MAIN`],
  );
  const photos = await Promise.all(names.map(async (name) => [`${name}.jpg`, await drawPicture()] as const));
  const rows = names.map((name) => {
    const [number = "", variant] = name.split("-");
    return `B${number.padStart(9, "0")},Mug ${number},${variant},${name}.jpg`;
  });
  const zip = await makeZip({
    "catalog.csv": ["asin,title,variant,image", ...rows].join("\n"),
    ...Object.fromEntries(photos),
  });
  await importZip(app.url, zip, names.length);
});

test.afterAll(async () => {
  app.child.kill("SIGTERM");
  await stub.close();
});

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const rows = (page: Page) =>
  page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Move .* up$/ }) });

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole("combobox", { name: label }).last().click();
  await page.getByRole("option", { name: option }).click();
}

async function selectAll(page: Page): Promise<void> {
  await page.goto(`${app.url}/bulk-generate`);
  await button(page, "Select all 10").click();
  await button(page, "Continue").click();
}

async function startedJob(page: Page) {
  await expect(page).toHaveURL(/\?job=/);
  return fetchJson(jobSchema, `${app.url}/api/jobs/${new URL(page.url()).searchParams.get("job")}`);
}

/** Clicks, and says what on. */
function counted() {
  const said: string[] = [];
  async function click(name: string, target: Locator) {
    said.push(name);
    await target.click();
  }
  return { said, click };
}

test("a gallery of four shots for ten products takes at most 14 clicks and fields, from the dashboard", async ({
  page,
}) => {
  const { said, click } = counted();
  const pick = async (label: string, option: RegExp) => {
    await click(label, page.getByRole("combobox", { name: label }).last());
    await click(`${option}`, page.getByRole("option", { name: option }));
  };
  await page.goto(`${app.url}/dashboard`);
  await click("Select all on this page", page.getByRole("checkbox", { name: "Select all on this page" }));
  await click("Bulk Generate", page.getByRole("link", { name: "Bulk Generate" }));
  await click("Add shot", button(page, "Add shot"));
  await click("Add shot", button(page, "Add shot"));
  await pick("Image type", /^Close-up/);
  await click("Add shot", button(page, "Add shot"));
  await pick("Image type", /^Flat lay/);
  await expect(rows(page)).toHaveCount(4);
  await expect(page.getByText("10 of 10 selected products have MAIN.")).toHaveCount(4);
  await click("Generate 40 images", button(page, "Generate 40 images"));
  console.log(`${said.length} clicks and fields: ${said.join(", ")}`);
  expect(said.length).toBeLessThanOrEqual(14);

  const { shots, totalImages } = await startedJob(page);
  expect(totalImages).toBe(40);
  expect(shots.map(({ name, variant, targetVariant, total }) => [name, variant, targetVariant, total])).toEqual([
    ["Lifestyle", "MAIN", "MAIN", 10],
    ["Lifestyle", "MAIN", "PT01", 10],
    ["Close-up", "MAIN", "PT02", 10],
    ["Flat lay", "MAIN", "PT03", 10],
  ]);
});

test("a row says who is skipped; the summary counts candidates; too many photos are refused in the row", async ({
  page,
}) => {
  await selectAll(page);
  await choose(page, "Image variant", /^PT01/);
  await button(page, "More options").click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("9 of 10 selected products have PT01.");
  await expect(rows(page)).toContainText("1 product skipped. No PT01 photo: “Mug 10”.");
  await expect(page.getByRole("list", { name: "Photos for Lifestyle" }).getByRole("img")).toHaveCount(5);
  await choose(page, "Candidates", "2 images");
  await expect(page.getByRole("list", { name: "Images of each shot" })).toContainText("1 skipped9 × 2 = 18");
  await expect(button(page, "Generate 18 images")).toBeEnabled();

  await page.getByLabel("Further photos (optional)").fill("MAIN, PT02, PT03");
  const refusal = "A call would send 4 pictures. gemini-2.5-flash-image takes at most 3.";
  await expect(page.getByRole("group").getByRole("alert")).toHaveText(refusal);
  await expect(button(page, `Shot 1: ${refusal}`)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Generate/ })).toBeDisabled();
  await expect(rows(page)).toContainText("9 of 10 selected products have PT01.");
  await page.getByLabel("Further photos (optional)").fill("MAIN");
  await expect(button(page, "Generate 18 images")).toBeEnabled();

  await page.reload();
  await page.getByRole("button", { name: /^\D*2.*Shots/ }).click();
  await expect(rows(page)).toContainText("2 candidates · with MAIN");
  await button(page, "Remove Lifestyle").click();
  await expect(page.getByRole("combobox", { name: "Image variant" })).toBeVisible();
});

test("shots are saved as a list, refused where the name is taken, and used again", async ({ page }) => {
  await selectAll(page);
  await button(page, "Add shot").click();
  await page.getByLabel("Name (optional)").fill("Second");
  await button(page, "Save as shot list").click();
  const dialog = page.getByRole("dialog", { name: "Save as shot list" });
  await dialog.getByRole("button", { name: "Save shot list" }).click();
  await expect(dialog.getByRole("alert").first()).toBeVisible();
  await dialog.getByLabel("Name").fill("Seasonal");
  await dialog.getByRole("button", { name: "Save shot list" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Another shot list has this name.");
  await dialog.getByLabel("Name").fill("Pair");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Shot list “Pair” saved.")).toBeVisible();
  await expect(dialog).toBeHidden();

  await choose(page, "Use shot list", /^Complete listing/);
  await expect(rows(page)).toHaveCount(5);
  await button(page, "Undo").click();
  await expect(rows(page)).toHaveCount(2);
  await choose(page, "Use shot list", /^Pair/);
  await expect(rows(page).last()).toContainText("Second");

  await page.goto(`${app.url}/shot-lists`);
  await page.getByRole("link", { name: "Use in a job: Pair" }).click();
  await expect(page).toHaveURL(/\/bulk-generate/);
  await expect(rows(page)).toHaveCount(2);
  await button(page, "Duplicate Second").click();
  await expect(rows(page)).toHaveCount(3);
  await button(page, "Generate 30 images").click();
  expect((await startedJob(page)).shots.map(({ name }) => name)).toEqual(["Lifestyle", "Second", "Second"]);
});

test("only what is missing is made", async ({ page }) => {
  await selectAll(page);
  await choose(page, "Use shot list", /^White background refresh/);
  await expect(button(page, "Generate 10 images")).toBeEnabled();
  await page.getByRole("checkbox", { name: "Only make what is missing" }).check();
  await expect(rows(page)).toContainText("10 products skipped.");
  await expect(button(page, "No image is missing.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Generate/ })).toBeDisabled();
});

test("shots are added, moved and started by keyboard, and copied; axe finds nothing; 360 px hold all", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await selectAll(page);
  await button(page, "Add shot").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("li button[aria-expanded=true]")).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(rows(page).first()).toContainText("PT01");
  await expect(page.locator("li button[aria-expanded=true]")).toBeFocused();
  await expect(button(page, "Generate 20 images")).toBeEnabled();
  expect(await violationsInBothThemes(page)).toEqual([]);
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(`${width} px: ${sideways} px too wide`).toBe(`${width} px: 0 px too wide`);
  }
  await button(page, "Continue").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Generate 20 images in 2 shots")).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await button(page, "Generate 20 images").focus();
  await page.keyboard.press("Enter");
  expect((await startedJob(page)).shots.map(({ targetVariant }) => targetVariant)).toEqual(["PT01", "MAIN"]);

  await page.getByRole("link", { name: "Start another like this" }).click({ timeout: 60_000 });
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toContainText("PT01");
  await expect(button(page, "Generate 20 images")).toBeEnabled();
});
