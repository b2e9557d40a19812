import { expect, test } from "vitest";
import { countRows, isNearEdge, rowsOf } from "#components/bulk-generate/product-list/rows.ts";
import type { ProductSummary, Products } from "#lib/schemas/product.ts";

const product = (id: string): ProductSummary => ({
  id,
  title: id,
  asin: null,
  sku: null,
  category: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  variants: [],
  sourceImageCount: 0,
  generatedImageCount: 0,
  lastGeneratedAt: null,
  thumbnailUrl: null,
});

const page = (ids: string[], nextCursor: string | null, total?: number): Products => ({
  products: ids.map(product),
  nextCursor,
  ...(total === undefined ? {} : { total }),
});

const idsOf = (rows: ReturnType<typeof rowsOf>) => rows.products.map(({ id }) => id);

test("shows placeholders until the first page is there", () => {
  const rows = rowsOf(undefined, "end");
  expect(rows.total).toBeNull();
  expect(countRows(rows)).toBe(rows.after);
});

test("grows downwards from the start, with placeholders for what follows", () => {
  const rows = rowsOf([page(["a", "b"], "next", 100), page(["c"], "next")], "start");
  expect(idsOf(rows)).toEqual(["a", "b", "c"]);
  expect(rows).toMatchObject({ first: 0, before: 0, after: 8, total: 100 });
});

test("grows upwards from the end, each row at its place in the whole list", () => {
  const rows = rowsOf([page(["z", "y"], "next", 100), page(["x"], "next")], "end");
  expect(idsOf(rows)).toEqual(["x", "y", "z"]);
  expect(rows).toMatchObject({ first: 97, before: 8, after: 0, total: 100 });
});

test("has no placeholder left once it is whole, and counts what is there", () => {
  for (const from of ["start", "end"] as const) {
    const rows = rowsOf([page(["a", "b"], "next", 4), page(["c"], null)], from);
    expect(rows).toMatchObject({ first: 0, before: 0, after: 0, total: 3 });
  }
});

test("has one placeholder at least while there is more than was counted", () => {
  expect(rowsOf([page(["a", "b"], "next", 2)], "end")).toMatchObject({ first: 1, before: 1, total: 3 });
});

test("waits for the count of a first page that came without one", () => {
  expect(rowsOf([page(["a"], "next")], "start").total).toBeNull();
  expect(rowsOf([page([], null)], "start").total).toBe(0);
});

test("asks for more near the edge of what is loaded only", () => {
  const ids = Array.from({ length: 50 }, (_, index) => `p${index}`);
  const down = rowsOf([page(ids, "next", 1_000)], "start");
  expect(isNearEdge(down, 0, 8)).toBe(false);
  expect(isNearEdge(down, 25, 33)).toBe(true);
  const up = rowsOf([page(ids, "next", 1_000)], "end");
  expect(isNearEdge(up, 49, 57)).toBe(false);
  expect(isNearEdge(up, 20, 28)).toBe(true);
  expect(isNearEdge(rowsOf([page(ids, null, 50)], "start"), 40, 49)).toBe(false);
});
