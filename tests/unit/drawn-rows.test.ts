import { expect, test } from "vitest";
import { drawnRows, rowsBetween } from "#components/ui/drawn-rows.ts";

const LIST = { count: 100, spare: 2, also: -1 };

test("a long list draws the rows in view and a few around them", () => {
  expect(drawnRows({ first: 10, last: 12 }, LIST)).toEqual([8, 9, 10, 11, 12, 13, 14]);
});

test("no row before the first or after the last is drawn", () => {
  expect(drawnRows({ first: 0, last: 1 }, LIST)).toEqual([0, 1, 2, 3]);
  expect(drawnRows({ first: 98, last: 120 }, LIST)).toEqual([96, 97, 98, 99]);
  expect(drawnRows({ first: 0, last: 8 }, { ...LIST, count: 0 })).toEqual([]);
});

test("a list that has become shorter than what was scrolled through shows its end", () => {
  expect(drawnRows({ first: 400, last: 408 }, LIST)).toEqual([97, 98, 99]);
});

test("the row with the keyboard stays in the page, in its place", () => {
  expect(drawnRows({ first: 10, last: 10 }, { ...LIST, also: 3 })).toEqual([3, 8, 9, 10, 11, 12]);
  expect(drawnRows({ first: 10, last: 10 }, { ...LIST, also: 60 })).toEqual([8, 9, 10, 11, 12, 60]);
  expect(drawnRows({ first: 10, last: 10 }, { ...LIST, also: 9 })).toEqual([8, 9, 10, 11, 12]);
  expect(drawnRows({ first: 10, last: 10 }, { ...LIST, also: 100 })).toEqual([8, 9, 10, 11, 12]);
});

test("rows in view are told by where the list is scrolled to, and are the same object until they change", () => {
  const inView = rowsBetween(null, 250, 200, 100);
  expect(inView).toEqual({ first: 2, last: 4 });
  expect(rowsBetween(inView, 299, 200, 100)).toBe(inView);
  expect(rowsBetween(inView, 300, 200, 100)).toEqual({ first: 3, last: 5 });
  expect(rowsBetween(null, -80, 200, 100)).toEqual({ first: 0, last: 1 });
});
