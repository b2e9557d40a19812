import type { Locator, Page } from "@playwright/test";
import { drawPicture } from "#tests/support/picture.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { pasteFile } from "./paste.ts";

const file = async (name: string) => ({ name, mimeType: "image/jpeg", buffer: await drawPicture() });

const picture = (page: Page, place: number) =>
  page.getByRole("region", { name: "Pictures", exact: true }).getByRole("img", { name: `Picture ${place}` });
const addPictures = (page: Page) => page.getByLabel("Add pictures");
const said = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });
const itemOf = (page: Page, name: string) =>
  page.getByRole("region", { name: "Looks" }).getByRole("listitem").filter({ hasText: name });

const sourceOf = async (shown: Locator) => (await shown.getAttribute("src")) ?? "";

async function createLook(page: Page, name: string): Promise<void> {
  await page.goto("/looks/new");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create look" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

test("a look is made with two pictures, put in order, changed and deleted after one question", async ({ page }) => {
  await page.goto("/looks");
  await page.getByRole("link", { name: "New look" }).first().click();
  await page.getByLabel("Name").fill("Warm linen");
  await page.getByLabel("Prompt addition (optional)").fill("{{product_title}} in {{colour}} light");
  await page.getByRole("button", { name: "Create look" }).click();
  await expect(page.getByLabel("Prompt addition (optional)")).toHaveAccessibleDescription(
    /Unknown variable {{colour}}/,
  );
  await page.getByLabel("Prompt addition (optional)").fill("{{product_title}} in warm light");
  await page.getByRole("button", { name: "Create look" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Warm linen" })).toBeVisible();

  await addPictures(page).setInputFiles([await file("light.jpg"), await file("wood.jpg")]);
  await expect(said(page, "2 pictures added.")).toBeVisible();
  const [light, wood] = [await sourceOf(picture(page, 1)), await sourceOf(picture(page, 2))];

  const right = page.getByRole("button", { name: "Move picture 1 right" });
  await right.focus();
  await page.keyboard.press("Enter");
  await expect(picture(page, 1)).toHaveAttribute("src", wood);
  await expect(said(page, "Moved to place 2 of 2.")).toBeAttached();
  await expect(page.getByRole("button", { name: "Move picture 2 right" })).toBeFocused();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(picture(page, 1)).toHaveAttribute("src", light);
  await expect(right).toBeFocused();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(picture(page, 1)).toHaveAttribute("src", wood);

  await page.getByLabel("Name").fill("Warm oak");
  await page.getByRole("button", { name: "Save look" }).click();
  await expect(page).toHaveURL(/\/looks$/);
  await expect(itemOf(page, "Warm oak")).toContainText("in warm light");
  await expect(itemOf(page, "Warm oak").getByRole("img").first()).toHaveAttribute("src", wood);

  await page.getByRole("link", { name: "Warm oak" }).click();
  await page.getByRole("button", { name: "Delete picture 1" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("The picture of 60 × 40 will be deleted.");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete picture" }).click();
  await expect(picture(page, 1)).toHaveAttribute("src", light);
  await expect(page.getByRole("button", { name: "Delete picture 1" })).toBeFocused();

  await page.getByRole("button", { name: "Delete Warm oak" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Its 1 picture goes with it.");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete look" }).click();
  await expect(page).toHaveURL(/\/looks$/);
  await expect(page.getByRole("link", { name: "Warm oak" })).toHaveCount(0);
});

test("a look takes pasted pictures, says of each file why it was not added, and is full with six", async ({ page }) => {
  await createLook(page, "Six pictures");
  await pasteFile(page, { name: "image.png", type: "image/png", bytes: await drawPicture({ format: "png" }) });
  await expect(said(page, "1 picture added.")).toBeVisible();

  const same = await file("same.jpg");
  const text = { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") };
  const more = await Promise.all(["a.jpg", "b.jpg", "c.jpg", "d.jpg", "late.jpg"].map(file));
  await addPictures(page).setInputFiles([same, same, text, ...more]);
  await expect(said(page, "5 pictures added, 1 already there, 2 not added.")).toBeVisible();
  const results = page.getByRole("list", { name: "Files" });
  await expect(results.getByRole("listitem").filter({ hasText: "notes.jpg" })).toContainText(/Not added.+/);
  await expect(results.getByRole("listitem").filter({ hasText: "late.jpg" })).toContainText(
    "A look has at most 6 pictures.",
  );
  await expect(page.getByRole("button", { name: /^Delete picture \d$/ })).toHaveCount(6);
  await expect(addPictures(page)).toHaveAttribute("aria-disabled", "true");
});

test("a look that an unfinished job uses is kept, and the page says why", async ({ page, request }) => {
  await createLook(page, "In use");
  const id = page.url().split("/").pop();
  const { products } = await (await request.get("/api/products?limit=1")).json();
  const { imageTypes } = await (await request.get("/api/image-types")).json();
  const shot = { variant: "MAIN", imageTypeId: imageTypes[0].id, lookId: id, candidates: 4 };
  const data = { productIds: [products[0].id], shots: [shot, shot] };
  const { jobId } = await (await request.post("/api/images/bulk-generate", { data })).json();
  await request.post(`/api/jobs/${jobId}/pause`);

  await page.getByRole("button", { name: "Delete In use" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete look" }).click();
  await expect(page.getByText(/Couldn't delete “In use”\..*job/)).toBeVisible();
  await addPictures(page).setInputFiles(await file("late.jpg"));
  await expect(page.getByRole("list", { name: "Files" })).toContainText(/Not added.*job/);

  await request.post(`/api/jobs/${jobId}/cancel`);
  await page.getByRole("button", { name: "Delete In use" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete look" }).click();
  await expect(page).toHaveURL(/\/looks$/);
});

test("a shot names a look, whose pictures count into the limit of a call", async ({ page, request }) => {
  await createLook(page, "Slate");
  const look = new URL(page.url()).pathname;
  await addPictures(page).setInputFiles([await file("a.jpg"), await file("b.jpg")]);
  await expect(said(page, "2 pictures added.")).toBeVisible();

  await page.goto("/shot-lists/new");
  await page.getByLabel("Name", { exact: true }).fill("On slate");
  const further = page.getByLabel("Further photos (optional)");
  await expect(further).toHaveAccessibleDescription(/at most 13\.$/);
  await page.getByRole("combobox", { name: "Look" }).click();
  await page.getByRole("option", { name: "Slate" }).click();
  await expect(further).toHaveAccessibleDescription(/at most 11, with the 2 pictures of the look\.$/);
  await page.getByRole("button", { name: "Save shot list" }).click();
  await page.getByRole("link", { name: "On slate", exact: true }).click();
  await expect(page.locator("button[aria-expanded=false]").filter({ hasText: "Slate" })).toBeVisible();

  await request.delete(`/api${look}`);
  await page.reload();
  await expect(page.getByText("This look was deleted. Choose another one, or none.")).toBeVisible();
  await page.getByRole("combobox", { name: "Look" }).click();
  await page.getByRole("option", { name: "No look" }).click();
  await page.getByRole("button", { name: "Save shot list" }).click();
  await expect(page).toHaveURL(/\/shot-lists$/);
});

test("axe finds nothing on the pages of looks in both themes, and at 360 px none scrolls sideways", async ({
  page,
}) => {
  await createLook(page, "A-look-with-a-long-name-that-has-no-place-to-break-in-it-whatever-the-width-of-the-page");
  const look = new URL(page.url()).pathname;
  expect(await violationsInBothThemes(page), "without pictures").toEqual([]);
  await addPictures(page).setInputFiles([await file("a.jpg"), await file("b.jpg")]);
  await expect(said(page, "2 pictures added.")).toBeVisible();
  expect(await violationsInBothThemes(page), "with pictures").toEqual([]);
  await page.getByRole("button", { name: "Delete picture 1" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  expect(await violationsInBothThemes(page), "deleting").toEqual([]);
  for (const path of [look, "/looks", "/looks/new"]) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(path);
    expect(await violationsInBothThemes(page), path).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(`${path}: ${sideways} px too wide`).toBe(`${path}: 0 px too wide`);
  }
});
