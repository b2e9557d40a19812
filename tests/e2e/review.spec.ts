import type { Page } from "@playwright/test";
import { reviewEventsSchema } from "#lib/schemas/review.ts";
import { fetchJson } from "#tests/support/app-client.ts";
import { type ReviewApp, startReviewApp } from "#tests/support/review-app.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const IMAGES = 100;
const WITH_MAIN = 6;
let wall: ReviewApp;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  wall = await startReviewApp(IMAGES, WITH_MAIN);
});

test.afterAll(async () => {
  await wall.close();
});

const dialogOf = (page: Page) => page.getByRole("dialog").first();
const state = (page: Page) => dialogOf(page).getByRole("status").filter({ hasText: " of " });
const tiles = (page: Page) => page.getByRole("list", { name: "Images" }).getByRole("listitem");

/** Presses a key of the wall until the page answers keys. */
async function firstKey(page: Page, key: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(tiles(page).getByRole("button").and(page.locator(":focus"))).toBeVisible({ timeout: 500 });
  }).toPass();
}

test("100 images are judged by keyboard alone, undo included", async ({ page }) => {
  test.setTimeout(90_000);
  const before = await wall.images(`jobId=${wall.jobId}`);
  expect(before).toHaveLength(IMAGES);
  const press = (key: string) => page.keyboard.press(key);
  const at = (number: number) => expect(state(page)).toHaveText(`${number} of ${IMAGES}`);
  const shows = (word: string) => expect(dialogOf(page).getByText(word, { exact: true }).first()).toBeVisible();
  const note = async (key: string, text: string) => {
    await press(key);
    await expect(page.getByRole("dialog").last().getByRole("textbox")).toBeFocused();
    await page.keyboard.type(text);
    await press("Enter");
  };

  await page.goto(`${wall.app.url}/review?jobId=${wall.jobId}`);
  await firstKey(page, "ArrowRight");
  await press("Home");
  await press("Enter");
  for (let number = 1; number <= IMAGES; number += 1) {
    await at(number);
    if (number === 5) {
      const zoom = dialogOf(page).getByRole("toolbar", { name: "Zoom" }).locator("output");
      const fit = (await zoom.textContent()) ?? "";
      await press("1");
      await expect(zoom).toHaveText("100 %");
      await press("+");
      await expect(zoom).toHaveText("150 %");
      await press("Shift+ArrowRight");
      await press("0");
      await expect(zoom).toHaveText(fit);
    }
    if (number === 20) {
      await press("a");
      await at(number + 1);
      await press("z");
      await at(number);
      await shows("Not reviewed");
      await press("ArrowRight");
      await at(number + 1);
      await press("ArrowLeft");
      await at(number);
    }
    if (number % 10 === 3) await note("r", `Wrong colour ${number}`);
    else if (number % 20 === 7) await note("d", `More light ${number}`);
    else await press("a");
  }
  await shows("Approved");
  await press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Unreviewed 5", exact: true })).toBeVisible();

  const after = await wall.images(`jobId=${wall.jobId}&versions=all`);
  const of = (index: number) => after.find(({ id }) => id === before[index]?.id);
  for (let number = 1; number <= IMAGES; number += 1) {
    const expected =
      number % 10 === 3
        ? { decision: "reject", note: `Wrong colour ${number}`, by: "local user" }
        : { decision: number % 20 === 7 ? "none" : "approve", note: null };
    expect(of(number - 1)?.review, `image ${number}`).toMatchObject(expected);
  }
  const redone = after.filter(({ note: words }) => words !== null);
  expect(redone.map(({ note: words }) => words).sort()).toEqual(
    [7, 27, 47, 67, 87].map((number) => `More light ${number}`).sort(),
  );
  expect(redone.every(({ current }) => current)).toBe(true);
  const { reviews } = await fetchJson(reviewEventsSchema, `${wall.app.url}/api/images/${before[19]?.id}/reviews`);
  expect(reviews.map(({ decision }) => decision)).toEqual(["approve", "none", "approve"]);
});

test("a redo is taken back, and images that are ticked are decided about at once, by keyboard", async ({ page }) => {
  await page.goto(`${wall.app.url}/review?jobId=${wall.jobId}&decision=reject`);
  const [first] = await wall.images(`jobId=${wall.jobId}&decision=reject`);
  await firstKey(page, "ArrowRight");
  await page.keyboard.press("Home");
  await page.keyboard.press("d");
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("Once more");
  await page.keyboard.press("Enter");
  await expect(tiles(page).first()).toContainText("2 versions");
  await page.keyboard.press("z");
  await expect(page.getByText(/^Taken back: Redo of/)).toBeVisible();
  await expect(async () => {
    const versions = await wall.images(`productId=${first?.productId}&slot=PT01`);
    expect(versions.map(({ id }) => id)).toEqual([first?.id]);
  }).toPass();

  for (const key of ["Home", "x", "ArrowRight", "x"]) await page.keyboard.press(key);
  const bar = page.getByRole("region", { name: "Selected images" });
  await expect(bar.getByRole("status")).toHaveText("2 selected");
  await bar.getByRole("button", { name: "Approve 2" }).focus();
  await page.keyboard.press("Enter");
  await expect(tiles(page).nth(1)).toContainText("Approved");
  await page.keyboard.press("z");
  await expect(tiles(page).nth(1)).toContainText("Rejected");
});

test("axe finds nothing on the wall, the open image, its questions and the keys", async ({ page }) => {
  const found = async (where: string) => expect(await violationsInBothThemes(page), where).toEqual([]);
  await page.goto(`${wall.app.url}/review?jobId=${wall.mainJobId}`);
  await expect(tiles(page)).toHaveCount(WITH_MAIN);
  await firstKey(page, "ArrowRight");
  await page.keyboard.press("x");
  await found("the wall");
  await page.keyboard.press("?");
  await expect(page.getByRole("heading", { name: "Review" }).last()).toBeVisible();
  await found("the keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await expect(dialogOf(page).getByRole("region", { name: "Decisions" })).toContainText("Nothing is decided yet.");
  await found("the open image");
  for (const [key, title] of [
    ["r", "Reject"],
    ["d", "Redo"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog", { name: new RegExp(`^${title}`) })).toBeVisible();
    if (key === "d") await page.keyboard.press("Enter");
    await found(`${title} with a note`);
    await page.keyboard.press("Escape");
  }
  await page.goto(`${wall.app.url}/review?productId=nothing-like-it`);
  await expect(page.getByText("No image matches")).toBeVisible();
  await found("nothing to see");
});
