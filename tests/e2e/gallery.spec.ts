import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productSchema } from "#lib/schemas/product.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { violations, violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const LONG_TITLE = `Gallery mug ${"with a hand-painted rim and a very long name ".repeat(4)}`.trim();

async function makeProduct(request: APIRequestContext, title: string): Promise<string> {
  const { id } = productSchema.partial().parse(await (await request.post("/api/products", { data: { title } })).json());
  const file = { name: "front.jpg", mimeType: "image/jpeg", buffer: await drawPicture({ width: 600, height: 600 }) };
  await request.post(`/api/products/${id}/source-images`, { multipart: { variant: "MAIN", file } });
  return id ?? "";
}

/** Makes an image of the product for each of these variants, from its photo for MAIN. */
async function generate(request: APIRequestContext, productId: string, targets: string[], candidates = 1) {
  const { imageTypes } = imageTypesSchema.parse(await (await request.get("/api/image-types")).json());
  const shared = { variant: "MAIN", imageTypeId: imageTypes[0]?.id, candidates };
  const shots = targets.map((targetVariant) => ({ ...shared, targetVariant }));
  const started = await request.post("/api/images/bulk-generate", { data: { productIds: [productId], shots } });
  const { jobId } = (await started.json()) as { jobId: string };
  await expect
    .poll(async () => (await (await request.get(`/api/jobs/${jobId}`)).json()).status, { timeout: 45_000 })
    .toBe("COMPLETED");
}

/** A gallery of MAIN, PT01, PT02, PT03, PT05 and SWCH. */
async function openGallery(page: Page, request: APIRequestContext, title: string): Promise<string> {
  const id = await makeProduct(request, title);
  await generate(request, id, ["MAIN", "PT01", "PT02", "PT03", "PT05", "SWCH"]);
  await page.goto(`/products/${id}`);
  await page.getByRole("button", { name: "Gallery", exact: true }).click();
  await expect(page).toHaveURL(/view=gallery/);
  await expect(tile(page, "MAIN")).toBeVisible();
  return id;
}

const gallery = (page: Page) => page.getByRole("list", { name: "Gallery" });
const tile = (page: Page, variant: string) => gallery(page).getByRole("button", { name: `${variant} image` });
const idOf = async (of: Locator) => (await of.getAttribute("id")) ?? "";
const messages = (page: Page) => page.getByRole("region", { name: /Notifications/ });

/** Ids by variant, as the page shows them. */
async function shown(page: Page): Promise<Record<string, string>> {
  const tiles = await gallery(page)
    .getByRole("button", { name: /^[A-Z0-9]{4} image$/ })
    .all();
  const named = tiles.map(async (each) => [
    ((await each.getAttribute("aria-label")) ?? "").replace(" image", ""),
    await idOf(each),
  ]);
  return Object.fromEntries(await Promise.all(named));
}

/** Counts the requests that move images. */
function countMoves(page: Page): () => number {
  let moves = 0;
  page.on("request", (sent) => {
    if (sent.method() === "PATCH" && /\/api\/products\/[^/]+\/images$/.test(sent.url())) moves += 1;
  });
  return () => moves;
}

async function drag(page: Page, from: Locator, to: Locator, { drop = true } = {}): Promise<void> {
  await from.hover();
  await page.mouse.down();
  const box = await to.boundingBox();
  if (!box) throw new Error("There is nothing to drop on.");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
  if (drop) await page.mouse.up();
}

const hasSidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

test("shows the current images in order with the gaps, and puts them in another one by dragging", async ({
  page,
  request,
}) => {
  const id = await openGallery(page, request, LONG_TITLE);
  const before = await shown(page);
  expect(Object.keys(before)).toEqual(["MAIN", "PT01", "PT02", "PT03", "PT05", "SWCH"]);
  const gap = gallery(page).getByRole("listitem").filter({ hasText: "PT04" });
  await expect(gap).toContainText("Empty");
  expect(await violationsInBothThemes(page)).toEqual([]);

  const moves = countMoves(page);
  await drag(page, tile(page, "PT01"), tile(page, "PT03"));
  await expect(tile(page, "PT03")).toHaveId(before.PT01 ?? "");
  await expect(messages(page)).toContainText("Image moved from PT01 to PT03, and 2 other images by one place.");
  await expect(messages(page)).toHaveAttribute("aria-live", "polite");
  const after = { PT01: before.PT02, PT02: before.PT03, PT03: before.PT01 };
  expect(await shown(page)).toEqual({ ...before, ...after });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(moves()).toBe(1);

  await messages(page).getByRole("button", { name: "Undo" }).click();
  await expect(messages(page)).toContainText("Move undone.");
  await expect.poll(() => shown(page)).toEqual(before);
  expect(moves()).toBe(2);

  await drag(page, tile(page, "PT02"), gap, { drop: false });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await drag(page, tile(page, "PT02"), tile(page, "SWCH"));
  expect(moves(), "a drag that is given up, or ends where nothing can be dropped").toBe(2);
  await drag(page, tile(page, "PT05"), gap);
  await expect(tile(page, "PT04")).toHaveId(before.PT05 ?? "");
  await expect(tile(page, "PT05")).toHaveCount(0);

  await page.reload();
  await expect(tile(page, "PT04")).toHaveId(before.PT05 ?? "");
  await tile(page, "PT04").click();
  await expect(page.getByRole("dialog")).toContainText("PT04");
  await request.delete(`/api/products/${id}`);
});

test("moves images by keyboard and with buttons, and takes moves back with Z", async ({ page, request }) => {
  const id = await openGallery(page, request, "Gallery jug");
  const before = await shown(page);
  const moves = countMoves(page);
  await tile(page, "PT01").focus();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(page, "no way back in the history").toHaveURL(/view=gallery/);
  await page.keyboard.press("Alt+ArrowRight");
  await expect(tile(page, "PT02")).toHaveId(before.PT01 ?? "");
  await expect(tile(page, "PT02")).toBeFocused();
  await expect(messages(page)).toContainText("Swapped PT01 and PT02.");
  await page.keyboard.press("Alt+ArrowRight");
  await expect(tile(page, "PT03")).toHaveId(before.PT01 ?? "");
  await expect(tile(page, "PT03")).toBeFocused();
  await expect.poll(moves, { message: "one request each" }).toBe(2);
  await page.keyboard.press("z");
  await expect(tile(page, "PT02")).toHaveId(before.PT01 ?? "");
  await page.keyboard.press("Control+z");
  await expect.poll(() => shown(page)).toEqual(before);
  await page.keyboard.press("z");
  await expect(messages(page)).toContainText("Nothing to undo.");
  await expect.poll(moves).toBe(4);

  const left = gallery(page).getByRole("button", { name: "Move PT02 left to PT01" });
  await left.focus();
  await page.keyboard.press("Enter");
  await expect(tile(page, "PT01")).toHaveId(before.PT02 ?? "");
  await expect(gallery(page).getByRole("button", { name: "Move PT01 left" })).toBeFocused();
  expect(await violations(page), "after a move").toEqual([]);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Move the image one place");
  await request.delete(`/api/products/${id}`);
});

test("says so where another page has changed the gallery meanwhile", async ({ page, request }) => {
  const id = await openGallery(page, request, "Gallery cup");
  const before = await shown(page);
  const imageAt = (variant: string) => (before[variant] ?? "").replace("gallery-", "");
  // The page doesn't ask again before it is used.
  const variants = { [imageAt("PT01")]: "PT02", [imageAt("PT02")]: "PT01" };
  await request.patch(`/api/products/${id}/images`, { data: { variants } });
  await tile(page, "PT02").focus();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(messages(page)).toContainText("Couldn't move the image. PT02 has another current image.");
  await expect.poll(() => shown(page)).toEqual({ ...before, PT01: before.PT02, PT02: before.PT01 });
  await request.delete(`/api/products/${id}`);
});

test("fits a phone, where buttons move images, and gaps say what to do next", async ({ page, request }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const id = await makeProduct(request, LONG_TITLE);
  await page.goto(`/products/${id}?view=gallery`);
  await expect(page.getByRole("heading", { name: "No images yet" })).toBeVisible();
  expect(await violations(page), "without images").toEqual([]);

  await generate(request, id, ["PT02", "PT04"]);
  await generate(request, id, ["PT03"], 3);
  await page.reload();
  await expect(tile(page, "PT04")).toBeVisible();
  expect(await hasSidewaysScroll(page)).toBe(false);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await expect(gallery(page).getByRole("link", { name: "Generate for MAIN" })).toBeVisible();
  await expect(gallery(page).getByRole("button", { name: "Add photo for PT01" })).toBeVisible();
  await expect(gallery(page).getByRole("link", { name: "Pick 1 of 3" })).toHaveAttribute("href", /variant=PT03/);

  await gallery(page).getByRole("button", { name: "Move PT04 here" }).click();
  await expect(tile(page, "PT03")).toBeVisible();
  await gallery(page).getByRole("button", { name: "Move PT03 left to PT02" }).click();
  await expect(messages(page)).toContainText("Swapped PT03 and PT02.");

  await gallery(page).getByRole("link", { name: "Generate for MAIN" }).click();
  await expect(page.getByText("1 of 1 selected product has MAIN.")).toBeVisible();
  await request.delete(`/api/products/${id}`);
});
