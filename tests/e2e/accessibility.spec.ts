import type { APIRequestContext } from "@playwright/test";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import { shotListsSchema } from "#lib/schemas/shot-list.ts";
import { templatesSchema } from "#lib/schemas/template.ts";
import { violations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const WIDTHS = [360, 768, 1440];

/** Every page of the app, with a product, a template, a shot list and a finished job of the sample catalogue. */
async function pagesOf(request: APIRequestContext): Promise<string[]> {
  const { products } = productsSchema.parse(await (await request.get("/api/products?limit=1&search=kettle")).json());
  const { templates } = templatesSchema.parse(await (await request.get("/api/templates")).json());
  const { shotLists } = shotListsSchema.parse(await (await request.get("/api/shot-lists")).json());
  const { imageTypes } = imageTypesSchema.parse(await (await request.get("/api/image-types")).json());
  const productId = products[0]?.id ?? "";
  const made = await request.post("/api/images/generate", {
    data: { productId, imageTypeId: imageTypes[0]?.id },
    timeout: 40_000,
  });
  const { image } = (await made.json()) as { image: { jobId: string } };
  return [
    "/dashboard",
    "/dashboard?search=nothing-like-it",
    `/products/${productId}`,
    "/products/new",
    "/bulk-generate",
    `/bulk-generate?product=${productId}&variant=MAIN`,
    `/bulk-generate?job=${image.jobId}`,
    "/jobs",
    `/jobs/${image.jobId}`,
    "/templates",
    `/templates/${templates[0]?.id}`,
    "/templates/new",
    "/shot-lists",
    `/shot-lists/${shotLists[0]?.id}`,
    "/shot-lists/new",
    `/shot-lists/new?from=${shotLists[0]?.id}`,
    "/looks",
    "/looks/new",
    "/image-types",
    "/backups",
    "/import",
    "/settings",
    "/costs",
    "/costs?from=2020-01-01&to=2020-01-31",
    "/costs?from=yesterday",
    "/nowhere",
  ];
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page in ${colorScheme}, and no page scrolls sideways`, async ({ page, request }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const path of await pagesOf(request)) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(path, { waitUntil: "networkidle" });
      expect(await violations(page), path).toEqual([]);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(`${path} at ${width} px: ${sideways} px too wide`).toBe(`${path} at ${width} px: 0 px too wide`);
      }
    }
  });
}
