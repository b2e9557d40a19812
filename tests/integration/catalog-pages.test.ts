import { expect, test } from "vitest";
import { type Catalog, loadCatalog } from "#app/dashboard/load-catalog.ts";
import { findFilterOptions, settleLastJob } from "#app/filter-options.ts";
import { type CatalogParams, FIRST_PAGE, LAST_PAGE } from "#components/products/catalog-params.ts";
import { paramsOfFilter } from "#components/products/list-params.ts";
import { db } from "#lib/db/client.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";

useDatabase();

const FIRST: CatalogParams = { ...paramsOfFilter({}), ...FIRST_PAGE, sort: "-createdAt" };
const load = (cursors: Partial<CatalogParams> | null) => loadCatalog({ ...FIRST, ...cursors });
const ends = ({ products }: Catalog) => [products[0]?.title, products.at(-1)?.title];

test("pages lead from the end of the list back to its start", async () => {
  await makeManyProducts(120);
  const last = await load(LAST_PAGE);
  expect(ends(last)).toEqual(["Product 71", "Product 120"]);
  expect(last.next).toBeNull();
  const middle = await load(last.previous);
  expect(ends(middle)).toEqual(["Product 21", "Product 70"]);
  expect(ends(await load(middle.next))).toEqual(["Product 71", "Product 120"]);
  const first = await load(middle.previous);
  expect(ends(first)).toEqual(["Product 1", "Product 50"]);
  expect(first.previous).toBeNull();
});

test("pages of titles lead forth and back, whatever the case and accents", async () => {
  for (let number = 0; number < 60; number += 1)
    await makeProduct({ title: `${number % 2 ? "É" : "e"}${number + 10}`, photos: [] });
  const sort = "title";
  const first = await load({ sort });
  expect(ends(first)).toEqual(["e10", "É59"]);
  const second = await load({ sort, ...first.next });
  expect(ends(second)).toEqual(["e60", "É69"]);
  expect(ends(await load({ sort, ...LAST_PAGE }))).toEqual(["e20", "É69"]);
  expect(ends(await load({ sort, ...second.previous }))).toEqual(["e10", "É59"]);
});

test("a cursor that leads to no row, or is one of another order, leads to the first page", async () => {
  await makeManyProducts(60);
  const { next } = await load({ sort: "asin" });
  await db.product.deleteMany({ where: { asin: { gt: "M000000050" } } });
  const first = { digest: expect.stringMatching(/;\/dashboard\?sort=asin;/) };
  await expect(load({ sort: "asin", ...next })).rejects.toMatchObject(first);
  const other = { digest: expect.stringMatching(/;\/dashboard\?sort=title;/) };
  await expect(load({ sort: "title", ...next })).rejects.toMatchObject(other);
});

test("the last page of one page is the first", async () => {
  await makeManyProducts(3);
  const page = await load(LAST_PAGE);
  expect(ends(page)).toEqual(["Product 1", "Product 3"]);
  expect([page.previous, page.next]).toEqual([null, null]);
});

test("`failedIn=last` becomes the id of the newest job, and stays as it is before the first one", async () => {
  const asked = { failedIn: "last", search: "a b", tag: ["x", "y"] };
  await settleLastJob("/dashboard", asked);
  const productIds = [await makeProduct({ photos: ["PT01"] })];
  const { jobId } = await startBulkGeneration(
    { productIds, variant: "PT01", imageTypeId: await makeImageType() },
    null,
  );
  const target = `/dashboard?failedIn=${jobId}&search=a+b&tag=x&tag=y`;
  await expect(settleLastJob("/dashboard", asked)).rejects.toMatchObject({ digest: expect.stringContaining(target) });
  await settleLastJob("/dashboard", { failedIn: jobId });
  expect(await findFilterOptions()).toMatchObject({ lastJobId: jobId, variants: [{ variant: "PT01", count: 1 }] });
});
