import type { Page } from "@playwright/test";
import { type ShotsApp, startShotsApp } from "#tests/support/review-app.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const PRODUCTS = 100;
const PASSING = 2;
let review: ShotsApp;

// Each test leaves the images to the next one as it says.
test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(240_000);
  review = await startShotsApp(PRODUCTS, PASSING);
});

test.afterAll(async () => {
  await review.close();
});

const grid = (page: Page) => page.getByRole("grid", { name: "Products" });
const cell = (page: Page, row: number, column: number) =>
  grid(page).locator(`[data-row="${row}"][data-column="${column}"]`);
const at = (page: Page, row: number, column: number) => expect(cell(page, row, column)).toBeFocused();
const message = (page: Page, text: string | RegExp) => expect(page.getByText(text)).toBeVisible();

/** Opens the view by product with the keyboard on the first cell. */
async function open(page: Page, query = ""): Promise<void> {
  await page.goto(`${review.app.url}/review?view=products&jobId=${review.jobId}${query}`);
  await expect(async () => {
    await page.keyboard.press("ArrowRight");
    await expect(grid(page).locator("td:focus")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await page.keyboard.press("Home");
  await at(page, 0, 0);
}

const decisions = async () =>
  (await review.products()).map(({ cells }) =>
    cells.map(({ images }) =>
      images.map(({ review: { decision }, current }) => `${decision}${current ? " current" : ""}`),
    ),
  );

test("the view is chosen on the page, and kept in the address", async ({ page }) => {
  await page.goto(`${review.app.url}/review?jobId=${review.jobId}`);
  await expect(page.getByRole("list", { name: "Images" })).toBeVisible();
  await page.getByRole("button", { name: "By product" }).click();
  await expect(page).toHaveURL(/view=products/);
  await expect(grid(page).getByRole("columnheader")).toHaveText(["Product", "PT01", "PT02"]);
  await page.reload();
  await expect(cell(page, 0, 1)).toHaveAccessibleName(/^PT02: 2 images, none picked/);
  await page.getByRole("button", { name: "By image" }).click();
  await expect(page.getByRole("list", { name: "Images" })).toBeVisible();
});

test("axe finds nothing; pictures are thumbnails", async ({ page }) => {
  const pictures: string[] = [];
  page.on("request", (request) => pictures.push(new URL(request.url()).pathname));
  await open(page);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press("r");
  await expect(page.getByRole("dialog", { name: /^Reject/ })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press("Escape");
  expect(pictures.filter((path) => /^\/api\/files\/(?:generated|source)-images\//.test(path))).toEqual([]);
});

test("complete rows that pass are approved at once, and undone", async ({ page }) => {
  await open(page);
  const button = page.getByRole("button", { name: "Approve complete rows that pass" });
  await button.click();
  await message(page, "No row is complete and passes all checks.");
  for (let row = 0; row <= PASSING; row += 1) {
    await cell(page, row, 1).getByRole("button", { name: "Pick PT02, image 1" }).click();
    await expect(cell(page, row, 1)).toHaveAccessibleName(/1 picked/);
  }
  await button.click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Approve 2 rows" }).click();
  await message(page, "Approved 2 rows: 4 images.");
  await expect
    .poll(async () => (await decisions()).flat(2).filter((word) => word.startsWith("approve")))
    .toHaveLength(4);
  // Keys are the dialog's until it is gone.
  await expect(page.getByRole("alertdialog")).toBeHidden();
  for (const key of ["z", "z", "z", "z"]) await page.keyboard.press(key);
  await expect.poll(async () => new Set((await decisions()).flat(2))).toEqual(new Set(["none", "none current"]));
  await expect(cell(page, 0, 1)).toHaveAccessibleName(/none picked/);
  await expect.poll(async () => (await decisions())[0]?.[1]).toEqual(["none", "none"]);
});

test("a row that can't be approved is put back, and the page says so", async ({ page }) => {
  // Before the page is there: a request right after this once got through.
  await page.route("**/api/images/review", (route) => route.abort());
  await open(page);
  await page.keyboard.press("a");
  await message(page, /^Couldn't approve 1 image of “/);
  await expect(cell(page, 0, 0)).toHaveAccessibleName(/^PT01: Not reviewed/);
});

test("100 rows are judged by keyboard alone: pick, approve, reject, undo", async ({ page }) => {
  test.setTimeout(180_000);
  const press = (key: string) => page.keyboard.press(key);
  await open(page);
  await press("a");
  await message(page, /^Approved 1 image of “.+Pick an image for PT02 first\.$/);
  await at(page, 0, 1);
  for (let row = 0; row < PRODUCTS; row += 1) {
    await at(page, row, 1);
    if (row === 5) {
      await press("1");
      await press("z");
      await message(page, /^Undone: picked “/);
      await expect(cell(page, row, 1)).toHaveAccessibleName(/none picked/);
      await press("2");
      await press("a");
      await at(page, row + 1, 1);
      await press("z");
      await at(page, row, 0);
      await press("ArrowRight");
    }
    if (row % 10 === 3) {
      await press("r");
      await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
      await page.keyboard.type(`Too dark ${row}`);
      await press("Enter");
      await at(page, row + 1, 0);
      await press("ArrowUp");
    } else await press(row % 2 ? "2" : "1");
    await press("a");
  }
  await message(page, /^Approved .+ of “/);

  const expected = Array.from({ length: PRODUCTS }, (_, row) => {
    if (row % 10 === 3) return [["approve current"], ["reject", "reject"]];
    return [["approve current"], row % 2 ? ["none", "approve current"] : ["approve current", "none"]];
  });
  await expect.poll(decisions, { timeout: 20_000 }).toEqual(expected);
  const notes = (await review.products()).flatMap(({ cells }) => cells[1]?.images.map((image) => image.review.note));
  expect(notes.filter((note) => note === "Too dark 93")).toHaveLength(2);

  await page.reload();
  await message(page, "All products reviewed");
});

test("the picked image of a cell is regenerated with a note, and opened", async ({ page }) => {
  await open(page, "&decision=all");
  await page.keyboard.press("g");
  await expect(page.getByRole("dialog", { name: /^Regenerate/ }).getByRole("textbox")).toBeFocused();
  await page.keyboard.type("More light");
  await page.keyboard.press("Enter");
  await at(page, 0, 1);
  await expect
    .poll(async () => (await review.products())[0]?.cells[0]?.images[0]?.note, { timeout: 20_000 })
    .toBe("More light");
  await page.keyboard.press("Enter");
  await expect(
    page
      .getByRole("dialog")
      .getByRole("status")
      .filter({ hasText: /^2 of / }),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await at(page, 0, 1);
});
