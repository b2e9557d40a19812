import { expect, test } from "vitest";
import { GET } from "#app/api/review/products/route.ts";
import { findImage } from "#lib/db/images/read.ts";
import { reviewImage } from "#lib/review/decide.ts";
import { changeImage } from "#lib/review/versions.ts";
import type { Check } from "#lib/schemas/check.ts";
import { reviewProductsPageSchema } from "#lib/schemas/review.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeFinishedJob, makeGeneratedImage, makeVersionOf } from "#tests/support/generated-images.ts";
import { answer, problem, request } from "#tests/support/request.ts";

useDatabase();

const read = async (query = "") => answer(await GET(request(`/?${query}`), {}), 200, reviewProductsPageSchema);
const idsOf = async (query: string) => (await read(query)).products.map(({ id }) => id);
const check = (id: Check["id"], verdict: Check["verdict"]): Check => ({ id, verdict, value: 1, unit: "%", limit: 2 });

/** In the order of the review. */
const makeProducts = async (number: number) =>
  (await Promise.all(Array.from({ length: number }, (_, index) => makeProduct({ title: `Mug ${index}` })))).toSorted();

async function makeCandidates(productId: string, variant = "MAIN") {
  const jobId = await makeFinishedJob({ variant, images: 2 });
  const make = (candidate: number) => makeGeneratedImage({ productId, jobId, variant, candidate });
  return { jobId, ids: [await make(1), await make(2)].toSorted() as [string, string] };
}

test("lists each product once, with its images per variant in Amazon's order", async () => {
  const [one = "", two = ""] = await makeProducts(2);
  const swatch = await makeGeneratedImage({ productId: one, variant: "SWCH" });
  const detail = await makeGeneratedImage({ productId: one, variant: "PT02" });
  const main = await makeGeneratedImage({ productId: one, variant: "MAIN" });
  const other = await makeGeneratedImage({ productId: two, variant: "PT01" });
  const { products, variants, nextCursor } = await read();
  expect(variants).toEqual(["MAIN", "PT01", "PT02", "SWCH"]);
  expect(nextCursor).toBeNull();
  const cells = products.map(({ cells: all }) =>
    all.map(({ variant, images }) => [variant, images.map(({ id }) => id)]),
  );
  expect(products.map(({ id }) => id)).toEqual([one, two]);
  expect(cells).toEqual([
    [
      ["MAIN", [main]],
      ["PT02", [detail]],
      ["SWCH", [swatch]],
    ],
    [["PT01", [other]]],
  ]);
  expect(products[0]).toMatchObject({ title: expect.stringMatching(/^Mug/), asin: expect.any(String) });
});

test("turns pages of products, however many images each has", async () => {
  const products = await makeProducts(5);
  for (const productId of products)
    for (const variant of ["MAIN", "PT01"]) await makeGeneratedImage({ productId, variant });
  const first = await read("limit=2");
  const second = await read(`limit=2&cursor=${first.nextCursor}`);
  const third = await read(`limit=2&cursor=${second.nextCursor}`);
  const listed = [first, second, third].flatMap((page) => page.products);
  expect(listed.map(({ id }) => id)).toEqual(products);
  expect(listed.map(({ cells }) => cells.length)).toEqual([2, 2, 2, 2, 2]);
  expect(third.nextCursor).toBeNull();
  await problem(await GET(request("/?cursor=nonsense"), {}), 400);
  await problem(await GET(request("/?limit=201"), {}), 400);
});

test("a product with an image that matches has all its images of the job, the variant and the template", async () => {
  const [one = "", two = ""] = await makeProducts(2);
  const jobId = await makeFinishedJob({ images: 3 });
  const fails = await makeGeneratedImage({ productId: one, jobId, checks: [check("background", "fail")] });
  const passes = await makeGeneratedImage({
    ...{ productId: one, jobId, shot: 1, variant: "PT01", decision: "APPROVE" as const },
    checks: [check("longest-side", "pass")],
  });
  const elsewhere = await makeGeneratedImage({ productId: two, variant: "PT02", checks: [check("border", "fail")] });
  const imagesOf = async (query: string) =>
    (await read(query)).products.flatMap(({ cells }) => cells.flatMap(({ images }) => images.map(({ id }) => id)));

  expect(await imagesOf(`jobId=${jobId}&decision=approve`)).toEqual([fails, passes]);
  expect(await imagesOf("verdict=fail&variant=MAIN")).toEqual([fails]);
  expect(await imagesOf("check=border")).toEqual([elsewhere]);
  expect(await imagesOf("decision=reject")).toEqual([]);
  expect(await idsOf("decision=none")).toEqual([one, two]);
  expect(await idsOf(`productId=${two}`)).toEqual([two]);
  expect((await read(`productId=${two}`)).variants).toEqual(["PT02"]);
  expect((await read(`jobId=${jobId}&decision=reject`)).variants).toEqual(["MAIN", "PT01"]);
  await problem(await GET(request("/?decision=maybe"), {}), 400);
});

test("candidates are next to each other; the others need no decision once one is picked and approved", async () => {
  const productId = await makeProduct();
  const { ids } = await makeCandidates(productId);
  const [, second] = ids;
  const cellOf = async (query = "") => (await read(query)).products[0]?.cells[0]?.images;
  expect((await cellOf())?.map(({ id, current, candidate }) => [id, current, candidate])).toEqual(
    ids.map((id) => [id, false, true]),
  );
  await changeImage(second, { current: true });
  expect((await cellOf("decision=none"))?.map(({ current }) => current)).toEqual([false, true]);
  await reviewImage(second, { decision: "approve" });
  expect(await idsOf("decision=none")).toEqual([]);
  expect((await cellOf("decision=approve"))?.map(({ id }) => id)).toEqual(ids);
});

test("a candidate is one again once another one is picked", async () => {
  const { ids } = await makeCandidates(await makeProduct());
  const [first, second] = ids;
  await changeImage(first, { current: true });
  await changeImage(second, { current: true });
  expect(await findImage(first)).toMatchObject({ current: false, candidate: true });
  expect(await findImage(second)).toMatchObject({ current: true, candidate: false });
  const [product] = (await read()).products;
  expect(product?.cells[0]?.images.map(({ id }) => id)).toEqual(ids);
});

test("an image that is not current is in no cell", async () => {
  const productId = await makeProduct();
  const old = await makeGeneratedImage({ productId });
  const newer = await makeGeneratedImage({ productId });
  await makeVersionOf(old, newer);
  const [product] = (await read("versions=all")).products;
  expect(product?.cells.map(({ images }) => images.map(({ id }) => id))).toEqual([[newer]]);
});
