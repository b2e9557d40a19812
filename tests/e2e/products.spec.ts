import type { Locator, Page } from "@playwright/test";
import { productsSchema } from "#lib/schemas/product.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { violations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const file = async (name: string) => ({ name, mimeType: "image/jpeg", buffer: await drawPicture() });

const photosIn = (page: Page, variant: string) =>
  page.getByRole("list", { name: `Source images for ${variant}` }).locator("img");
const pictureIn = async (page: Page, variant: string) => (await photosIn(page, variant).getAttribute("src")) ?? "";
const menuOf = (page: Page, variant: string) => page.getByRole("button", { name: `Change ${variant} photo` });

async function choose(page: Page, variant: string, item: string | RegExp): Promise<void> {
  await menuOf(page, variant).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function makeProduct(page: Page, title: string): Promise<void> {
  await page.goto("/dashboard");
  await page.getByRole("link", { name: "New product" }).click();
  await page.getByLabel("Title").fill(title);
  expect(await violations(page), "the form").toEqual([]);
  await page.getByLabel("Title").press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

async function addAsin(page: Page, place: Locator, asin: string): Promise<void> {
  await place.getByRole("button", { name: "Add ASIN" }).click();
  await expect(page.getByRole("textbox", { name: "ASIN" })).toBeFocused();
  await page.keyboard.type(asin);
  await page.keyboard.press("Enter");
}

const undoOf = (page: Page, said: string) =>
  page.getByRole("listitem").filter({ hasText: said }).getByRole("button", { name: "Undo" });

test("a product is made by hand, its photos are added, moved, replaced and deleted, then it is deleted", async ({
  page,
}) => {
  await makeProduct(page, "Hand-made mug");
  expect(await violations(page), "without photos").toEqual([]);
  await page.getByLabel("Add photos").setInputFiles([await file("front.jpg"), await file("side.jpg")]);
  await expect(page.getByRole("status").filter({ hasText: "2 photos added." })).toBeVisible();
  const [main, side] = [await pictureIn(page, "MAIN"), await pictureIn(page, "PT01")];

  await menuOf(page, "PT01").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Move left to MAIN" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Move left to MAIN" }).press("Enter");
  await expect(photosIn(page, "MAIN")).toHaveAttribute("src", side);
  await expect(menuOf(page, "MAIN")).toBeFocused();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(photosIn(page, "MAIN")).toHaveAttribute("src", main);
  await page.reload();
  await expect(photosIn(page, "PT01")).toHaveAttribute("src", side);

  await choose(page, "MAIN", "Replace…");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Choose the new photo").setInputFiles({
    name: "notes.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("no picture"),
  });
  await dialog.getByRole("button", { name: "Replace photo" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Couldn't replace the photo.");
  await dialog.getByLabel("Choose another").setInputFiles(await file("better.jpg"));
  expect(await violations(page), "replacing").toEqual([]);
  await dialog.getByRole("button", { name: "Replace photo" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(photosIn(page, "MAIN")).not.toHaveAttribute("src", main);
  await expect(menuOf(page, "MAIN")).toBeFocused();

  await choose(page, "PT01", "Move to variant…");
  await dialog.getByRole("combobox", { name: "To variant" }).click();
  await page.getByRole("option", { name: "SWCH" }).click();
  await dialog.getByRole("button", { name: "Move photo" }).click();
  await expect(photosIn(page, "SWCH")).toHaveAttribute("src", side);
  await expect(menuOf(page, "SWCH")).toBeFocused();

  await choose(page, "SWCH", "Delete…");
  expect(await violations(page), "deleting").toEqual([]);
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete photo" }).click();
  await expect(photosIn(page, "SWCH")).toHaveCount(0);
  await expect(menuOf(page, "MAIN")).toBeFocused();
  await undoOf(page, "Deleted the SWCH photo").click();
  await expect(photosIn(page, "SWCH")).toHaveCount(1);

  await addAsin(page, page.getByRole("main"), "b0handmade");
  await expect(page.getByText("ASIN B0HANDMADE", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit" })).toBeFocused();

  await page.getByRole("button", { name: /^Delete/ }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Its 2 photos go with it.");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete product" }).click();
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(page.getByText("Deleted the product “Hand-made mug”.")).toBeVisible();
  await undoOf(page, "Deleted the product “Hand-made mug”").click();
  await expect(page.getByRole("link", { name: "Hand-made mug" })).toBeVisible();
});

test("a field that the server refuses says so beside it, and a missing ASIN is typed in where it is missed", async ({
  page,
  request,
}) => {
  const { products } = productsSchema.parse(await (await request.get("/api/products?limit=1&search=B0")).json());
  const taken = products[0]?.asin ?? "";
  const made = await request.post("/api/products", { data: { title: "Nameless bowl" } });
  const { id } = (await made.json()) as { id: string };
  await page.goto(`/products/${id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Oak bowl");
  await dialog.getByLabel("ASIN").fill(taken);
  await dialog.getByLabel("ASIN").press("Enter");
  await expect(dialog.getByLabel("ASIN")).toHaveAccessibleDescription(/Another product has this ASIN/);
  expect(await violations(page), "the refused form").toEqual([]);
  await dialog.getByLabel("ASIN").fill("");
  await dialog.getByLabel("SKU").fill("BOWL-1");
  await dialog.getByRole("button", { name: "Save product" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Oak bowl" })).toBeVisible();

  await page.goto("/dashboard?search=BOWL-1");
  const row = page.getByRole("row", { name: /Oak bowl/ });
  await addAsin(page, row, "too short");
  await expect(page.getByRole("alert").filter({ hasText: "ten letters" })).toBeVisible();
  expect(await violations(page), "the ASIN's field").toEqual([]);
  await page.getByRole("textbox", { name: "ASIN" }).fill("B0OAKBOWL1");
  await page.keyboard.press("Enter");
  await expect(row.getByRole("cell", { name: "B0OAKBOWL1" })).toBeVisible();
  await expect(row.getByRole("link", { name: "Oak bowl" })).toBeFocused();
  await request.delete(`/api/products/${id}`);
});

test("one more image is made from a product's page, and one of several is used", async ({ page }) => {
  await makeProduct(page, "Cup with two versions");
  await page.getByLabel("Add photos").setInputFiles([await file("front.jpg")]);
  await expect(photosIn(page, "MAIN")).toBeVisible();
  const results = page.getByRole("list", { name: "Generated images for MAIN" }).getByRole("listitem");
  for (const number of [1, 2]) {
    await page.getByRole("button", { name: "Generate another image for MAIN" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("combobox", { name: "Image type" })).toBeVisible();
    if (number === 1) expect(await violations(page), "the dialog").toEqual([]);
    await dialog.getByRole("button", { name: "Generate 1 image" }).click();
    const word = number === 1 ? "current" : "candidate";
    await expect(results.getByText(word)).toHaveCount(number, { timeout: 20_000 });
  }
  expect(await violations(page), "with candidates").toEqual([]);

  const use = page.getByRole("dialog").getByRole("button", { name: "Use this version" });
  await results.nth(1).getByRole("button").click();
  await use.click();
  await expect(use).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(results.getByText("candidate")).toHaveCount(0);
  await expect(results.nth(1).getByText("current")).toBeVisible();
  // The address names the open picture until the dialog has closed.
  await expect(page).not.toHaveURL(/image=/);
  await page.reload();
  await expect(results.getByText("current")).toHaveCount(1);
  await expect(results.nth(1).getByText("current")).toBeVisible();

  await results.nth(1).getByRole("button").click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete image" }).click();
  await expect(results).toHaveCount(1);
  await expect(results.getByText("current")).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
});
