import { expect, test } from "vitest";
import { GET as getProduct } from "#app/api/products/[id]/route.ts";
import { GET as listProducts } from "#app/api/products/route.ts";
import { GET as summarize, POST as summarizeSelection } from "#app/api/products/variants-summary/route.ts";
import { queryOf } from "#components/products/list-params.ts";
import { matches } from "#components/products/selection-rules.ts";
import { db } from "#lib/db/client.ts";
import { onlyVariant } from "#lib/db/products/filter.ts";
import { findCategories } from "#lib/db/products/read.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import {
  type ProductFilter,
  type Products,
  productSchema,
  productsQuerySchema,
  productsSchema,
} from "#lib/schemas/product.ts";
import type { FilterName, FilterValue } from "#lib/schemas/product-filter.ts";
import { variantsSummarySchema } from "#lib/schemas/variant.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { FINDS_NOTHING, FOUND } from "#tests/support/folded-text.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";

useDatabase();

const list = (query = "") => listProducts(request(`/api/products${query}`), {});
const titles = async (query: string) =>
  (await answer(await list(query), 200, productsSchema)).products.map(({ title }) => title);

test("shows each product with its variants, counts and a thumbnail", async () => {
  const id = await makeProduct({
    title: "Mug",
    asin: "B000000001",
    sku: "M1",
    category: "Kitchen",
    photos: ["PT02", "MAIN", "MAIN", "SWCH"],
  });
  const { products, total, nextCursor } = await answer(await list(), 200, productsSchema);
  expect({ total, nextCursor }).toEqual({ total: 1, nextCursor: null });
  expect(products).toEqual([
    expect.objectContaining({
      id,
      asin: "B000000001",
      sku: "M1",
      title: "Mug",
      category: "Kitchen",
      variants: ["MAIN", "PT02", "SWCH"],
      sourceImageCount: 4,
      generatedImageCount: 0,
    }),
  ]);
  expect(products[0]?.thumbnailUrl).toMatch(/^\/api\/files\/thumbnails\/source-images\//);
});

test("finds a part of the title, the ASIN or the SKU, whatever the case, and takes % and _ as they are", async () => {
  await makeProduct({ title: "Blue mug 100%", asin: "B0AAAAAAAA", sku: "X_1" });
  await makeProduct({ title: "Red cup 1000", asin: "B0BBBBBBBB", sku: "XY1" });
  expect(await titles("?search=MUG")).toEqual(["Blue mug 100%"]);
  expect(await titles("?search=bbbb")).toEqual(["Red cup 1000"]);
  expect(await titles("?search=100%25")).toEqual(["Blue mug 100%"]);
  expect(await titles("?search=x_1")).toEqual(["Blue mug 100%"]);
  expect(await titles("?search=%5C")).toEqual([]);
});

test("filters by variant and by category", async () => {
  await makeProduct({ title: "A", category: "Kitchen", photos: ["MAIN"] });
  await makeProduct({ title: "B", category: "Bath", photos: ["MAIN", "PT01"] });
  expect(await titles("?variant=pt01")).toEqual(["B"]);
  expect(await titles("?category=Kitchen")).toEqual(["A"]);
  expect(await titles("?category=Kitchen&variant=PT01")).toEqual([]);
});

test("searches without regard to case and accents, in any part of title, ASIN and SKU", async () => {
  await makeProduct({ title: "Crème BRÛLÉE torch 100%", asin: "B0CREME001", sku: "Kü-9Z" });
  await makeProduct({ title: "Plain mug" });
  for (const search of ["brulee", "CRÈME b", "ÈME", "0creme0", "ku-9z", "100%"])
    expect(await titles(`?search=${encodeURIComponent(search)}`)).toEqual(["Crème BRÛLÉE torch 100%"]);
  for (const search of ["bruleee", "_lain", "%mug", "mug\\"])
    expect(await titles(`?search=${encodeURIComponent(search)}`)).toEqual([]);
});

test.each(FOUND)("finds “%s” by “%s”", async (title, search) => {
  await makeProduct({ title, photos: [] });
  await makeProduct({ title: "Plain cup", photos: [] });
  expect(await titles(`?search=${encodeURIComponent(search)}`)).toEqual([title]);
});

test.each(FINDS_NOTHING)("finds nothing by “%s”", async (search) => {
  await makeProduct({ title: "Plain cup", photos: [] });
  expect(await titles(`?search=${encodeURIComponent(search)}`)).toEqual([]);
});

test("sorts titles without regard to case and accents", async () => {
  for (const title of ["Zebra", "Äpfel", "apple", "éclair", "Łyżka", "Lyre"]) await makeProduct({ title, photos: [] });
  const sorted = ["Äpfel", "apple", "éclair", "Lyre", "Łyżka", "Zebra"];
  expect(await titles("?sort=title")).toEqual(sorted);
  expect(await titles("?sort=-title")).toEqual(sorted.toReversed());
});

test("counts those that have a variant", async () => {
  await makeProduct({ photos: ["PT01", { variant: "PT01", width: 90 }] });
  await makeProduct({ photos: ["MAIN"] });
  const count = async (query: string) => (await answer(await list(query), 200, productsSchema)).total;
  expect(await count("?variant=PT01")).toBe(1);
  expect(await count("?variant=PT01&search=nothing")).toBe(0);
  expect(await count("?variant=PT09")).toBe(0);
});

test("knows a list that asks for a variant alone, whatever its order: the index counts that", () => {
  const variantOf = (query: object) => onlyVariant(productsQuerySchema.parse(query));
  expect(variantOf({ variant: "PT01", sort: "title", limit: "20" })).toBe("PT01");
  expect(variantOf({ variant: "PT01", search: "mug" })).toBeNull();
  expect(variantOf({ sort: "title" })).toBeNull();
});

test("refuses a cursor of another order", async () => {
  for (const title of ["A", "B"]) await makeProduct({ title, photos: [] });
  for (const [from, to] of [
    ["title", "asin"],
    ["asin", "title"],
    ["-createdAt", "generated"],
  ]) {
    const { nextCursor } = await answer(await list(`?limit=1&sort=${from}`), 200, productsSchema);
    const { errors } = await problem(await list(`?limit=1&sort=${to}&cursor=${nextCursor}`), 400);
    expect(errors?.map(({ path }) => path)).toEqual(["cursor"]);
  }
});

test("filters by what was made, and by what failed in a job or in the last one", async () => {
  const [mug, cup] = [
    await makeProduct({ title: "Mug", photos: ["PT01"] }),
    await makeProduct({ title: "Cup", photos: ["PT01"] }),
  ];
  const request = { productIds: [mug, cup], variant: "PT01", imageTypeId: await makeImageType() };
  const { jobId } = await startBulkGeneration(request, null);
  await db.generationTask.updateMany({ where: { jobId, productId: mug }, data: { status: "FAILED" } });
  await db.productStats.update({ where: { productId: cup }, data: { generatedCount: 1 } });
  expect(await titles("?hasGenerated=false")).toEqual(["Mug"]);
  expect(await titles("?hasGenerated=true")).toEqual(["Cup"]);
  expect(await titles(`?failedIn=${jobId}`)).toEqual(["Mug"]);
  expect(await titles("?failedIn=last")).toEqual(["Mug"]);
  expect(await titles("?failedIn=nobody")).toEqual([]);
});

/** What each filter is tried with. A row does not tell where its image failed. */
const SAMPLES: { [Name in FilterName]: FilterValue<Name>[] } = {
  search: ["mug", "b0", "none"],
  category: ["Kitchen", "Bath"],
  variant: ["MAIN", "PT01", "PT09"],
  hasGenerated: [true, false],
  lastGeneratedBefore: ["2026-11-02", "2026-11-01", "0001-01-01"],
  failedIn: [],
};
const samples: ProductFilter[] = Object.entries(SAMPLES).flatMap(([name, values]) =>
  values.map((value) => ({ [name]: value })),
);

test.each(samples)("a row matches %j exactly where the list has it", async (filter) => {
  const mug = await makeProduct({ title: "Mug", asin: "B000000001", category: "Kitchen", photos: ["MAIN", "PT01"] });
  await makeProduct({ title: "Cup", asin: null, category: null, photos: ["MAIN"] });
  const lastGeneratedAt = new Date("2026-11-01T00:00:00.000Z");
  await db.productStats.update({ where: { productId: mug }, data: { generatedCount: 2, lastGeneratedAt } });
  const { products } = await answer(await list(), 200, productsSchema);
  const matching = products.filter((product) => matches(filter, product, {}));
  expect(await titles(`?${new URLSearchParams(queryOf(filter))}`)).toEqual(matching.map(({ title }) => title));
});

test("filters by the day of the newest image, without those that have none", async () => {
  const [mug, cup] = [await makeProduct({ title: "Mug" }), await makeProduct({ title: "Cup" })];
  await makeProduct({ title: "Bowl" });
  for (const [productId, day] of [
    [mug, "2026-10-31T23:59:59.999Z"],
    [cup, "2026-11-01T00:00:00.000Z"],
  ] as const)
    await db.productStats.update({ where: { productId }, data: { lastGeneratedAt: new Date(day) } });
  expect(await titles("?lastGeneratedBefore=2026-11-01")).toEqual(["Mug"]);
});

test.each(["title", "-title", "asin", "-asin", "createdAt", "-createdAt", "generated", "-generated"])(
  "walks every product once, in order, when sorted by %s",
  async (sort) => {
    const made = [2, 0, 2, 1, 0];
    for (const [index, count] of made.entries()) {
      const productId = await makeProduct({
        title: ["Cup", "Bowl", "Cup", "Ape", "Dish"][index] ?? "",
        asin: index === 2 ? null : `B00000000${9 - index}`,
      });
      await db.productStats.update({ where: { productId }, data: { generatedCount: count } });
    }
    const whole = (await answer(await list(`?sort=${sort}`), 200, productsSchema)).products;
    const walked: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null && page < 5; page += 1) {
      const next: Products = await answer(await list(`?sort=${sort}&limit=2&cursor=${cursor}`), 200, productsSchema);
      expect(next.total).toBe(page === 0 ? 5 : undefined);
      walked.push(...next.products.map(({ id }) => id));
      cursor = next.nextCursor;
    }
    expect(walked).toEqual(whole.map(({ id }) => id));
    expect(new Set(walked).size).toBe(5);
    const key = { title: "title", asin: "asin", createdAt: "createdAt", generated: "generatedImageCount" }[
      sort.replace("-", "")
    ];
    const values = whole.map((product) => Reflect.get(product, key ?? "") ?? "");
    const ascending = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(values).toEqual(sort.startsWith("-") ? ascending.toReversed() : ascending);
  },
);

test.each([
  "sort=price",
  "limit=abc",
  "limit=201",
  "limit=0",
  "limit=0x10",
  "limit=1e1",
  "limit=%207%20",
  "limit=%2B3",
  "limit=5.0",
  "cursor=x",
  "cursor=WyJhIl0",
  "search=%00",
  "variant=a-b",
  "hasGenerated=none",
  "lastGeneratedBefore=2026-02-30",
  "lastGeneratedBefore=0000-01-01",
  "lastGeneratedBefore=yesterday",
  "made=none",
])("refuses ?%s", async (query) => {
  const { errors } = await problem(await list(`?${query}`), 400);
  expect(errors?.[0]?.path).toBe(query.split("=")[0]);
});

test("ignores a parameter it does not know", async () => {
  expect((await answer(await list("?colour=red"), 200, productsSchema)).total).toBe(0);
});

test("shows one product with its photos in variant order, the largest first", async () => {
  const photos = [
    { variant: "PT01" },
    { variant: "MAIN", width: 50, height: 50 },
    { variant: "MAIN", width: 90, height: 90 },
  ];
  const id = await makeProduct({ photos });
  const product = await answer(await getProduct(request("/"), context({ id })), 200, productSchema);
  expect(product.sourceImages.map(({ variant, width }) => [variant, width])).toEqual([
    ["MAIN", 90],
    ["MAIN", 50],
    ["PT01", 60],
  ]);
  await problem(await getProduct(request("/"), context({ id: "nobody" })), 404);
});

test("counts products, not photos, for each variant, in Amazon's order", async () => {
  await makeProduct({ photos: ["SWCH", "MAIN", "MAIN", "PT02"] });
  await makeProduct({ photos: ["PT01", "MAIN", "BACK"] });
  const { variants } = await answer(await summarize(request("/"), {}), 200, variantsSummarySchema);
  expect(variants.map(({ variant, count }) => `${variant} ${count}`)).toEqual([
    "MAIN 2",
    "PT01 1",
    "PT02 1",
    "BACK 1",
    "SWCH 1",
  ]);
});

test("counts variants among the products that match only", async () => {
  await makeProduct({ title: "Red mug", photos: ["MAIN", "PT01"] });
  await makeProduct({ title: "Blue mug", category: "Kitchen", photos: ["MAIN"] });
  const count = async (query: string) =>
    (await answer(await summarize(request(`/${query}`), {}), 200, variantsSummarySchema)).variants;
  expect(await count("?search=red")).toEqual([
    { variant: "MAIN", count: 1 },
    { variant: "PT01", count: 1 },
  ]);
  expect(await count("?category=Kitchen&search=mug")).toEqual([{ variant: "MAIN", count: 1 }]);
  expect(await count("?search=green")).toEqual([]);
});

test("counts the variants of the selected products: those picked, or all that match but for some", async () => {
  const mug = await makeProduct({ title: "Red mug", photos: ["MAIN", "PT01"] });
  const cup = await makeProduct({ title: "Red cup", photos: ["MAIN"] });
  await makeProduct({ title: "Blue mug", photos: ["SWCH"] });
  const count = async (selected: object) =>
    (await answer(await summarizeSelection(jsonRequest("/", selected), {}), 200, variantsSummarySchema)).variants;
  const main = { variant: "MAIN", count: 1 };
  expect(await count({ productIds: [mug, "nobody"] })).toEqual([main, { variant: "PT01", count: 1 }]);
  expect(await count({ selection: { search: "red" } })).toEqual([
    { ...main, count: 2 },
    { variant: "PT01", count: 1 },
  ]);
  expect(await count({ selection: { search: "red", exceptProductIds: [mug] } })).toEqual([main]);
  expect(await count({ selection: {} })).toEqual([
    { ...main, count: 2 },
    { variant: "PT01", count: 1 },
    { variant: "SWCH", count: 1 },
  ]);
  expect(await count({ selection: { exceptProductIds: [mug] } })).toEqual([main, { variant: "SWCH", count: 1 }]);
  for (const body of [{}, { productIds: [] }, { productIds: [cup], selection: {} }])
    await problem(await summarizeSelection(jsonRequest("/", body), {}), 400);
});

test("lists each category in use once, by name", async () => {
  expect(await findCategories()).toEqual([]);
  for (const category of ["Kitchen", "Bath", "Kitchen", null, "Übertöpfe"]) await makeProduct({ category });
  const categories = await findCategories();
  expect(categories.toSorted()).toEqual(["Bath", "Kitchen", "Übertöpfe"]);
  expect(categories.indexOf("Bath")).toBeLessThan(categories.indexOf("Kitchen"));
});
