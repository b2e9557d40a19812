import type { Locator, Page } from "@playwright/test";
import { reviewEventsSchema } from "#lib/schemas/review.ts";
import { fetchJson } from "#tests/support/app-client.ts";
import { PASSES_EVERY, type ReviewApp, startReviewApp } from "#tests/support/review-app.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const IMAGES = 100;
const WITH_MAIN = 6;
let review: ReviewApp;

// Each test leaves the images to the next one as it says.
test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  review = await startReviewApp(IMAGES, WITH_MAIN);
});

test.afterAll(async () => {
  await review.close();
});

const dialogOf = (page: Page) => page.getByRole("dialog").first();
const state = (page: Page) =>
  dialogOf(page)
    .getByRole("status")
    .filter({ hasText: /^\d+ of / });
const tiles = (page: Page) => page.getByRole("list", { name: "Images" }).getByRole("listitem");

/** Presses a key of the review grid until the page answers keys. */
async function firstKey(page: Page, key: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(tiles(page).getByRole("button").and(page.locator(":focus"))).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
}

test("axe finds nothing on the review grid, the open image, its questions and the keys", async ({ page }) => {
  const found = async (where: string) => expect(await violationsInBothThemes(page), where).toEqual([]);
  await page.goto(`${review.app.url}/review?jobId=${review.mainJobId}`);
  await expect(tiles(page)).toHaveCount(WITH_MAIN);
  await firstKey(page, "ArrowRight");
  await page.keyboard.press("x");
  await found("the review grid");
  await page.keyboard.press("?");
  await expect(page.getByRole("heading", { name: "Review" }).last()).toBeVisible();
  await found("the keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await expect(dialogOf(page).getByRole("region", { name: "Decisions" })).toContainText("No reviews yet.");
  await found("the open image");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toHaveCount(0);
  await expect(dialogOf(page).getByRole("region", { name: "Decisions" })).toBeVisible();
  for (const [key, title] of [
    ["r", "Reject"],
    ["d", "Regenerate"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog", { name: new RegExp(`^${title}`) })).toBeVisible();
    if (key === "d") await page.keyboard.press("Enter");
    await found(`${title} with a note`);
    await page.keyboard.press("Escape");
  }
  await page.goto(`${review.app.url}/review?productId=nothing-like-it`);
  await expect(page.getByText("No images match")).toBeVisible();
  await found("nothing to see");
});

test("filters are kept in the address, and all that pass are approved at once, and undone", async ({ page }) => {
  const choose = async (label: string, option: string) => {
    await page.getByRole("combobox", { name: label }).click();
    await page.getByRole("option", { name: option }).click();
  };
  await page.goto(`${review.app.url}/review`);
  await choose("Variant", "PT01");
  await choose("Checks", "Fails a check");
  await expect(page).toHaveURL(/variant=PT01&verdict=fail|verdict=fail&variant=PT01/);
  await page.reload();
  await expect(tiles(page).first()).toContainText("Fails");
  await choose("Checks", "Passes all checks");
  await expect(tiles(page)).toHaveCount(IMAGES / PASSES_EVERY);
  await expect(tiles(page).filter({ hasText: "Passes" })).toHaveCount(IMAGES / PASSES_EVERY);
  await page.getByRole("button", { name: "Approve the 10 that pass" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Approve 10 images" }).click();
  await expect(page.getByText("Approved 10 images.")).toBeVisible();
  await expect(tiles(page).filter({ hasText: "Approved" })).toHaveCount(10);
  expect(await review.images("decision=approve")).toHaveLength(10);
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await page.keyboard.press("z");
  await expect(tiles(page).filter({ hasText: "Not reviewed" })).toHaveCount(10);
  await expect(async () => expect(await review.images("decision=approve")).toEqual([])).toPass();
});

test("one image is fixed, put back and deleted; then all are fixed at once", async ({ page }) => {
  const all = () => review.images(`jobId=${review.mainJobId}&versions=all`);
  const [first] = await all();
  await page.goto(`${review.app.url}/review?jobId=${review.mainJobId}`);
  await tiles(page).first().getByRole("button").click();
  const versions = dialogOf(page).getByRole("region", { name: "Versions" }).getByRole("listitem");
  await dialogOf(page).getByRole("button", { name: "Fix" }).click();
  await expect(versions).toHaveText([/1 Generated/, /2 Fixed\s*Current/], { timeout: 20_000 });
  await versions.first().getByRole("button").click();
  await dialogOf(page).getByRole("button", { name: "Make current" }).click();
  await expect(versions).toHaveText([/1 Generated\s*Current/, /2 Fixed/]);
  expect((await all()).filter(({ current }) => current)).toHaveLength(WITH_MAIN);
  expect((await all()).find(({ id }) => id === first?.id)?.current).toBe(true);

  // The list of versions may be read again before the change is answered: Undo is of the change once it says so.
  await dialogOf(page)
    .getByRole("button", { name: /^Undo: Current version/ })
    .click();
  await expect(versions).toHaveText([/1 Generated/, /2 Fixed\s*Current/]);
  await dialogOf(page).getByRole("button", { name: "Back to the current version" }).click();
  await dialogOf(page)
    .getByRole("button", { name: /^Undo: (?!Current version)/ })
    .click();
  await expect(versions).toHaveText([/1 Generated\s*Current/, /2 Fixed/]);

  await versions.last().getByRole("button").click();
  await expect(dialogOf(page).getByText("This is not the current version.")).toBeVisible();
  await dialogOf(page).getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete image" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(versions).toHaveCount(0);
  expect(await all()).toHaveLength(WITH_MAIN);
  await expect(dialogOf(page).getByRole("group", { name: "Photo and image" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.getByRole("button", { name: "Fix all 6 that fail or warn" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Fix 6 images" }).click();
  await expect(page.getByText("All images are fixed.")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Show new versions" }).click();
  await expect(tiles(page).filter({ hasText: "2 versions" })).toHaveCount(WITH_MAIN);
  await expect(page.getByRole("button", { name: /^Fix all/ })).toHaveCount(0);

  await page.keyboard.press("z");
  await expect(page.getByText("Undone: fixing 6 images.")).toBeVisible();
  const inUse = async () => (await all()).filter(({ current }) => current).map(({ origin }) => origin);
  await expect.poll(inUse).toEqual(Array(WITH_MAIN).fill("model"));
});

test("the open image says why a fix was not made, until the next one is asked for", async ({ page }) => {
  const fixes = "**/api/images/*/fix";
  const problem = {
    type: "about:blank",
    title: "Unprocessable",
    status: 422,
    code: "CANT_FIX",
    detail: "It is blank.",
  };
  await page.route(fixes, (route) => route.fulfill({ status: 422, json: problem }));
  await page.goto(`${review.app.url}/review?jobId=${review.mainJobId}`);
  await tiles(page).first().getByRole("button").click();
  const reason = dialogOf(page).getByText(/^Couldn't fix “.+”\. It is blank\.$/);
  await dialogOf(page).getByRole("button", { name: "Fix", exact: true }).click();
  await expect(reason).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(reason).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  await expect(reason).toBeVisible();
  await page.unroute(fixes);
  await dialogOf(page).getByRole("button", { name: "Fix", exact: true }).click();
  await expect(reason).toHaveCount(0);
  const versions = dialogOf(page).getByRole("region", { name: "Versions" }).getByRole("listitem");
  await expect(versions).toHaveText([/1 Generated/, /2 Fixed/, /3 Fixed\s*Current/], { timeout: 20_000 });
  await versions.first().getByRole("button").click();
  await dialogOf(page).getByRole("button", { name: "Make current" }).click();
  await versions.last().getByRole("button").click();
  await dialogOf(page).getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete image" }).click();
  await expect(versions).toHaveCount(2);
});

test("deleting an image is undone by its message, which lies above the dialog, and by the key", async ({ page }) => {
  const missing: string[] = [];
  page.on("response", (response) => response.status() === 404 && missing.push(response.url()));
  const all = async () => (await review.images(`jobId=${review.mainJobId}`)).map(({ id }) => id);
  const before = await all();
  await page.goto(`${review.app.url}/review?jobId=${review.mainJobId}&decision=all`);
  await tiles(page).first().getByRole("button").click();
  const dialog = dialogOf(page);
  const versions = dialog.getByRole("region", { name: "Versions" }).getByRole("listitem");
  await expect(versions).toHaveCount(2);
  const remove = async () => {
    await dialog.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete image" }).click();
    await expect(page.getByRole("alertdialog")).toHaveCount(0);
    await expect(versions).toHaveCount(0);
    await expect(page.getByText(/^Deleted the image of .+\.$/)).toBeVisible();
    await expect(dialog.getByRole("button", { name: /^Undo: Deleted the image of/ })).toBeVisible();
    expect(await all()).not.toEqual(before);
  };
  await remove();
  await page.locator("[data-sonner-toast]").getByRole("button", { name: "Undo" }).click();
  await expect(versions).toHaveCount(2);
  await expect.poll(all).toEqual(before);
  await expect(state(page)).toHaveText("1 of 6");
  await remove();
  await page.keyboard.press("z");
  await expect(versions).toHaveCount(2);
  await expect.poll(all).toEqual(before);
  expect(missing).toEqual([]);

  const approve = dialog.getByRole("button", { name: "Approve", exact: true });
  await approve.click();
  await expect(state(page)).toHaveText("2 of 6");
  await expect(page.getByText(/^Approved “.+\.$/)).toBeVisible();
  await approve.click();
  await expect(state(page)).toHaveText("3 of 6");
  for (const key of ["z", "z"]) await page.keyboard.press(key);
  await expect.poll(() => review.images(`jobId=${review.mainJobId}&decision=approve`)).toEqual([]);
});

test("moving an image to another variant is undone", async ({ page }) => {
  await page.goto(`${review.app.url}/review?jobId=${review.mainJobId}&decision=all`);
  await tiles(page).first().getByRole("button").click();
  const variant = dialogOf(page).getByRole("combobox", { name: "Variant (Amazon image slot)" });
  await variant.click();
  await page.getByRole("option", { name: "PT03" }).click();
  await expect(variant).toContainText("PT03");
  await expect(page.getByText(/moved to PT03\.$/)).toBeVisible();
  await dialogOf(page).getByRole("button", { name: /^Undo/ }).click();
  await expect(variant).toContainText("MAIN");
  await expect.poll(async () => (await review.images("variant=PT03")).length).toBe(0);
});

test("a phone is enough: by touch, and nothing scrolls sideways", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.goto(`${review.app.url}/review?jobId=${review.mainJobId}&decision=all`);
  await tiles(page).first().getByRole("button").tap();
  await expect(state(page)).toHaveText("1 of 6");
  expect(await tooWide()).toBe(0);
  const scroller = dialogOf(page);
  expect(await scroller.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await dialogOf(page).getByRole("button", { name: "Approve" }).tap();
  await expect(state(page)).toHaveText("2 of 6");
  await dialogOf(page).getByRole("button", { name: "Close" }).tap();
  await expect(tiles(page).first()).toContainText("Approved");
  expect(await tooWide()).toBe(0);
  // The lower edge of a demo picture has the DEMO mark.
  const box = async (what: Locator) => (await what.boundingBox()) ?? { y: 0, height: 0 };
  const word = await box(tiles(page).first().getByText("Approved"));
  const picture = await box(tiles(page).first().locator("img"));
  expect(word.y + word.height).toBeLessThan(picture.y + picture.height / 2);
  await context.close();
});

/** In the page, as soon as `shown` is there, and so before anything can have moved the focus to it. */
const pressOnceShown = (page: Page, shown: string, key: string) =>
  page.evaluate(
    ([selector, name]) => {
      document.body.removeAttribute("data-pressed-in");
      const look = new MutationObserver(() => {
        if (!document.querySelector(selector)) return;
        look.disconnect();
        const target = document.activeElement ?? document.body;
        document.body.setAttribute("data-pressed-in", String(target.closest(selector)));
        target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
      });
      look.observe(document.body, { childList: true, subtree: true });
    },
    [shown, key] as const,
  );

test("keys count before what opened has the focus, and letters of a note decide nothing", async ({ page }) => {
  const pressedIn = () => page.evaluate(() => document.body.getAttribute("data-pressed-in"));
  await page.goto(`${review.app.url}/review?jobId=${review.mainJobId}&decision=all`);
  await firstKey(page, "Home");
  await pressOnceShown(page, "[role=dialog]", "ArrowRight");
  await page.keyboard.press("Enter");
  await expect(state(page)).toHaveText("2 of 6");
  expect(await pressedIn()).toBe("null");

  const before = await review.images(`jobId=${review.mainJobId}`);
  await pressOnceShown(page, "[role=dialog] textarea", "a");
  await page.keyboard.press("r");
  const field = page.getByRole("dialog", { name: /^Reject/ }).getByRole("textbox");
  await expect(field).toBeFocused();
  expect(await pressedIn()).toBe("null");
  await page.keyboard.press("Escape");
  await expect(state(page)).toHaveText("2 of 6");
  expect(await review.images(`jobId=${review.mainJobId}`)).toEqual(before);

  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await pressOnceShown(page, "div:has([role=dialog]) ~ div [role=dialog]", "Escape");
  await page.keyboard.press("?");
  await expect.poll(pressedIn).toBe("null");
  await expect(help).toHaveCount(0);
  await expect(state(page)).toHaveText("2 of 6");

  await dialogOf(page).getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("alertdialog").getByRole("button", { name: "Cancel" })).toBeFocused();
  await pressOnceShown(page, "div:has([role=alertdialog]) ~ div [role=dialog]", "Escape");
  await page.keyboard.press("?");
  await expect.poll(pressedIn).toBe("null");
  await expect(help).toHaveCount(0);
  await expect(page.getByRole("alertdialog")).toBeVisible();
});

test("keys count as soon as a dialog closes", async ({ page }) => {
  await page.goto(`${review.app.url}/review?jobId=${review.mainJobId}&decision=all`);
  await firstKey(page, "Home");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  const showHelp = async () => {
    await page.keyboard.press("?");
    await expect(help.getByRole("button", { name: "Close" })).toBeFocused();
  };
  await showHelp();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  await expect(tiles(page).nth(1).getByRole("button")).toBeFocused();
  await showHelp();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await expect(state(page)).toHaveText("2 of 6");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowLeft");
  await expect(tiles(page).first().getByRole("button")).toBeFocused();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(tiles(page).first().getByRole("button")).toBeFocused();
});

test("100 images are reviewed by keyboard alone, undo included", async ({ page }) => {
  test.setTimeout(90_000);
  const before = await review.images(`jobId=${review.jobId}`);
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

  await page.goto(`${review.app.url}/review?jobId=${review.jobId}`);
  await firstKey(page, "ArrowRight");
  await press("Home");
  await press("Enter");
  for (let number = 1; number <= IMAGES; number += 1) {
    await at(number);
    if (number === 5) {
      const zoom = dialogOf(page).getByRole("toolbar", { name: "Zoom" }).locator("output");
      const fit = (await zoom.textContent()) ?? "";
      await press("1");
      await expect(zoom).toHaveText("100%");
      await press("+");
      await expect(zoom).toHaveText("150%");
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

  const after = await review.images(`jobId=${review.jobId}&versions=all`);
  const of = (index: number) => after.find(({ id }) => id === before[index]?.id);
  for (let number = 1; number <= IMAGES; number += 1) {
    const expected =
      number % 10 === 3
        ? { decision: "reject", note: `Wrong colour ${number}`, by: "local user" }
        : { decision: number % 20 === 7 ? "none" : "approve", note: null };
    expect(of(number - 1)?.review, `image ${number}`).toMatchObject(expected);
  }
  const regenerated = after.filter(({ note: words }) => words !== null);
  expect(regenerated.map(({ note: words }) => words).sort()).toEqual(
    [7, 27, 47, 67, 87].map((number) => `More light ${number}`).sort(),
  );
  expect(regenerated.every(({ current }) => current)).toBe(true);
  const { reviews } = await fetchJson(reviewEventsSchema, `${review.app.url}/api/images/${before[19]?.id}/reviews`);
  expect(reviews.slice(0, 3).map(({ decision }) => decision)).toEqual(["approve", "none", "approve"]);
});

test("a regenerate is undone, and images that are selected are decided about at once, by keyboard", async ({
  page,
}) => {
  await page.goto(`${review.app.url}/review?jobId=${review.jobId}&decision=reject`);
  const [first] = await review.images(`jobId=${review.jobId}&decision=reject`);
  await firstKey(page, "ArrowRight");
  await page.keyboard.press("Home");
  await page.keyboard.press("d");
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("Once more");
  await page.keyboard.press("Enter");
  await expect(tiles(page).first()).toContainText("2 versions");
  await page.keyboard.press("z");
  await expect(page.getByText(/^Undone: regenerating/)).toBeVisible();
  await expect(async () => {
    const versions = await review.images(`productId=${first?.productId}&variant=PT01`);
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
