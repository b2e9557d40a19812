import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CSV_OPTIONS, guardCell, unguardCell } from "#lib/csv.ts";

test.each([",", "\t", ";"])("cells of several lines stay one cell where %j separates", (delimiter) => {
  const rows = [
    ["a\nb", 'c "quoted"\r\nd', "e\rf", "g;h,i\tj"],
    ["1", "2", "3", "4"],
  ];
  expect(parse(stringify(rows, { ...CSV_OPTIONS, delimiter }), { delimiter })).toEqual(rows);
});

describe("a cell that a spreadsheet would run", () => {
  test.each([
    ["=A1", "'=A1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\uff1dA1", "'\uff1dA1"],
    ["'=A1", "''=A1"],
    [' "=A1', " \"'=A1"],
    ["Mug;=A1", "Mug;'=A1"],
    ["Mug\t=A1", "Mug\t'=A1"],
    ["Mug\n=A1", "Mug\n'=A1"],
    ["Mug = cup; blue, 5-6", "Mug = cup; blue, 5-6"],
  ])("%j leaves as %j", (cell, guarded) => {
    expect(guardCell(cell)).toBe(guarded);
    expect(unguardCell(guarded)).toBe(cell);
  });

  test("is what it was once it is read again", () => {
    const signs = fc.constantFrom("=", "+", "-", "@", "'", '"', ";", ",", "\t", "\n", " ", "a", "\uff1d");
    fc.assert(fc.property(fc.string({ unit: signs }), (cell) => unguardCell(guardCell(cell)) === cell));
  });

  test("never begins where a separator of any kind ends", () => {
    const signs = fc.constantFrom("=", "+", "-", "@", '"', ";", ",", "\t", " ", "a");
    const runs = /(?:^|[,;|\t\r\n])[ "]*[=+\-@]/;
    fc.assert(fc.property(fc.string({ unit: signs }), (cell) => !runs.test(guardCell(cell))));
  });
});
