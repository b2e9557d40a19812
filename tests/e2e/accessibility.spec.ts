import type { APIRequestContext } from "@playwright/test";
import { imageTypesSchema } from "#lib/schemas/image-type.ts";
import { productsSchema } from "#lib/schemas/product.ts";
import { shotListsSchema } from "#lib/schemas/shot-list.ts";
import { templatesSchema } from "#lib/schemas/template.ts";
import { violationsInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const WIDTHS = [360, 768, 1440];

test.describe.configure({ mode: "parallel" });

/** Where products and jobs are seen, with some of the sample catalogue. */
async function pagesOfProducts(request: APIRequestContext): Promise<string[]> {
  const { products } = productsSchema.parse(await (await request.get("/api/products?limit=1&search=kettle")).json());
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
    "/import",
  ];
}

/** With some of the sample catalogue too. */
async function otherPages(request: APIRequestContext): Promise<string[]> {
  const { templates } = templatesSchema.parse(await (await request.get("/api/templates")).json());
  const { shotLists } = shotListsSchema.parse(await (await request.get("/api/shot-lists")).json());
  return [
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
    "/settings",
    "/costs",
    "/costs?from=2020-01-01&to=2020-01-31",
    "/costs?from=yesterday",
    "/nowhere",
  ];
}

for (const [pages, pathsOf] of [
  ["of products and jobs", pagesOfProducts],
  ["of anything else", otherPages],
] as const) {
  test(`axe finds nothing on any page ${pages} in light and dark, and none scrolls sideways`, async ({
    page,
    request,
  }) => {
    test.setTimeout(240_000);
    for (const path of await pathsOf(request)) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await page.goto(path, { waitUntil: "networkidle" });
      expect(await violationsInBothThemes(page), path).toEqual([]);
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
