import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { jobImagesSchema } from "#lib/schemas/image.ts";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productSchema } from "#lib/schemas/product.ts";
import { endedJob, fetchJson } from "#tests/support/app-client.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { readZip } from "#tests/support/zip.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const VARIANT = "PS06";

/** Makes an image of the product, approves it and means it for a variant that no other test uses. */
async function approvedImage(url: string, productId: string): Promise<void> {
  const json = (method: string, body: unknown) => ({
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { imageTypes } = await fetchJson(imageTypesSchema, `${url}/api/image-types`);
  const order = { productIds: [productId], variant: "MAIN", imageTypeId: imageTypes[0]?.id };
  const path = `${url}/api/images/bulk-generate-by-variant`;
  const { jobId } = await fetchJson(bulkGenerateResponseSchema, path, json("POST", order));
  await endedJob(url, jobId);
  const { images } = await fetchJson(jobImagesSchema, `${url}/api/jobs/${jobId}/images`);
  const image = `${url}/api/images/${images[0]?.id}`;
  await fetch(image, json("PATCH", { targetVariant: VARIANT }));
  await fetch(`${image}/review`, json("POST", { decision: "approve" }));
}

/** Makes a product by hand; returns its id. */
async function makeProduct(page: Page, title: string, asin?: string): Promise<string> {
  const answer = await page.request.post("/api/products", { data: { title, ...(asin ? { asin } : {}) } });
  const { id } = productSchema.parse(await answer.json());
  const file = { name: "front.jpg", mimeType: "image/jpeg", buffer: await drawPicture({ width: 300, height: 300 }) };
  await page.request.post(`/api/products/${id}/source-images`, { multipart: { file, variant: "MAIN" } });
  return id;
}

test("approved images are exported once collisions and missing ASINs are resolved by hand", async ({
  page,
  baseURL,
}) => {
  const url = baseURL ?? "";
  await page.goto(`/export?variant=${VARIANT}`);
  await expect(page.getByRole("heading", { name: "No approved images match" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Job" })).toBeVisible();
  expect(await violationsInBothThemes(page), "nothing to export").toEqual([]);

  const [two, nameless] = [
    await makeProduct(page, "Mug to export", "B0EXPORT01"),
    await makeProduct(page, "Nameless mug to export"),
  ];
  await approvedImage(url, two);
  await approvedImage(url, two);
  await approvedImage(url, nameless);
  await page.reload();
  const collisions = page.getByRole("region", { name: "Conflicts" });
  await expect(collisions.getByRole("listitem").first()).toContainText("Mug to export");
  await expect(page.getByRole("link", { name: "Download zip" })).toHaveCount(0);
  expect(await violationsInBothThemes(page), "a collision").toEqual([]);

  await collisions.getByRole("button", { name: "Use this one (Image 2 of Mug to export)" }).press("Enter");
  await expect(collisions).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  const missing = page.getByRole("region", { name: "Without an ASIN" });
  await missing.getByRole("button", { name: "Add ASIN of Nameless mug to export" }).click();
  await page.keyboard.type("B0EXPORT02");
  await page.keyboard.press("Enter");
  await expect(missing).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Files" }).getByRole("listitem")).toHaveCount(2);
  expect(await violationsInBothThemes(page), "files").toEqual([]);

  const single = page.waitForEvent("download");
  await page.getByRole("link", { name: `Download B0EXPORT01.${VARIANT}.jpg` }).click();
  expect((await single).suggestedFilename()).toBe(`B0EXPORT01.${VARIANT}.jpg`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download zip" }).click();
  const files = await readZip(await readFile(await (await download).path()));
  expect([...files.keys()].sort()).toEqual([`B0EXPORT01.${VARIANT}.jpg`, `B0EXPORT02.${VARIANT}.jpg`, "manifest.csv"]);
  const results = page.waitForEvent("download");
  await page.getByRole("link", { name: "Results CSV" }).click();
  expect((await readFile(await (await results).path(), "utf8")).split("\r\n")[0]).toContain("sku,asin,title");
});

test("the page of an export fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/export");
  await expect(page.getByRole("heading", { level: 1, name: "Export" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
