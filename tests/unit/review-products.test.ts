import { expect, test } from "vitest";
import { productCommandOf } from "#components/review/products/product-keys.ts";
import { cellLabel, leftOut, rowState } from "#components/review/products/product-messages.ts";
import {
  approvalOf,
  type Cell,
  chosenOf,
  isSameRow,
  move,
  needsPick,
  passingRows,
  placeOf,
  type Row,
  rowsOf,
  widthsOf,
} from "#components/review/products/product-rows.ts";
import type { Tile } from "#components/review/tiles.ts";
import type { Decision, ReviewImage } from "#lib/schemas/review.ts";
import { reviewImage } from "#tests/support/review-tiles.ts";

type Facts = Partial<Omit<ReviewImage, "review">> & { decision?: Decision; making?: Tile["making"] };

function tile(id: string, { decision = "none", making = null, ...facts }: Facts = {}): Tile {
  const review = { decision, note: null, by: null, at: null };
  return { id, image: reviewImage(id, { ...facts, review }), making };
}

const CANDIDATE = { current: false, candidate: true };
const cell = (variant: string, ...tiles: Tile[]): Cell => ({
  variant,
  tiles: tiles.map((each) => ({ ...each, image: { ...each.image, targetVariant: variant } })),
});
const row = (...cells: Cell[]): Row => ({ id: "mug", title: "Mug", asin: null, cells });
const idOf = (chosen: Tile | null) => chosen?.id ?? null;

test.each<[string, Cell, string | null, boolean]>([
  ["no image", cell("MAIN"), null, false],
  ["an only image", cell("MAIN", tile("a")), "a", false],
  ["an only candidate", cell("MAIN", tile("a", CANDIDATE)), "a", false],
  ["candidates without a pick", cell("MAIN", tile("a", CANDIDATE), tile("b", CANDIDATE)), null, true],
  ["a picked one", cell("MAIN", tile("a", CANDIDATE), tile("b")), "b", false],
  ["an approved one", cell("MAIN", tile("a", CANDIDATE), tile("b", { ...CANDIDATE, decision: "approve" })), "b", false],
  ["several current ones", cell("MAIN", tile("a"), tile("b")), null, true],
  ["one that is left", cell("MAIN", tile("a", CANDIDATE), tile("b", { ...CANDIDATE, decision: "reject" })), "a", false],
  ["a rejected one", cell("MAIN", tile("a", { decision: "reject" })), null, false],
])("%s: which image of a cell is chosen, and whether one must be picked", (_what, given, chosen, isOpen) => {
  expect(idOf(chosenOf(given))).toBe(chosen);
  expect(needsPick(given)).toBe(isOpen);
});

test("approving a row approves what is chosen, and says which variants it leaves", () => {
  const given = row(
    cell("MAIN", tile("main")),
    cell("PT01", tile("one", CANDIDATE), tile("two", CANDIDATE)),
    cell("PT02", tile("done", { decision: "approve" })),
    cell("PT03", tile("no", { decision: "reject" })),
    cell("PT04", tile("new", { making: "regenerate" })),
    cell("PT05"),
  );
  const approval = approvalOf(given);
  expect(approval.tiles.map(({ id }) => id)).toEqual(["main"]);
  expect(approval).toMatchObject({ unpicked: ["PT01"], making: ["PT04"] });
  expect(leftOut(approval)).toBe("Pick an image for PT01 first. PT04 can be approved once the new version is made.");
  expect(leftOut(approvalOf(row(cell("MAIN", tile("main")))))).toBeNull();
  expect(rowState(given)).toBe("1 of 6 approved");
});

test("only complete rows that pass all checks, and are not approved yet, are approved at once", () => {
  const passing = row(cell("MAIN", tile("a")), cell("PT01", tile("b", { decision: "approve" })));
  const others = [
    row(cell("MAIN", tile("c")), cell("PT01")),
    row(cell("MAIN", tile("d")), cell("PT01", tile("e", { verdict: "warn" }))),
    row(cell("MAIN", tile("f")), cell("PT01", tile("g", { verdict: null }))),
    row(cell("MAIN", tile("h")), cell("PT01", tile("i", CANDIDATE), tile("j", CANDIDATE))),
    row(cell("MAIN", tile("k")), cell("PT01", tile("l", { decision: "reject" }))),
    row(cell("MAIN", tile("m")), cell("PT01", tile("n", { making: "fix" }))),
    row(cell("MAIN", tile("o", { decision: "approve" })), cell("PT01", tile("p", { decision: "approve" }))),
  ];
  const found = passingRows([passing, ...others]);
  expect(found.map(({ tiles }) => tiles.map(({ id }) => id))).toEqual([["a"]]);
});

const PRODUCT = {
  ...{ id: "mug", title: "Mug", asin: null },
  cells: [{ variant: "PT01", images: [reviewImage("a"), reviewImage("b"), reviewImage("gone")] }],
};

test("a row has a cell for each column, without images that were deleted", () => {
  const [made] = rowsOf([PRODUCT], ["MAIN", "PT01"], [tile("a"), tile("b")]);
  expect(made?.cells.map(({ variant, tiles }) => [variant, tiles.map(({ id }) => id)])).toEqual([
    ["MAIN", []],
    ["PT01", ["a", "b"]],
  ]);
  expect(placeOf(made ? [made] : [], "b")).toEqual({ row: 0, column: 1 });
  expect(placeOf(made ? [made] : [], "gone")).toBeNull();
  expect(widthsOf(made ? [made] : [], 2)).toEqual([1, 2]);
});

test("a row is the same while its tiles are", () => {
  const [a, b, newB] = [tile("a"), tile("b"), tile("b", { decision: "approve" })];
  const made = (second: Tile) => rowsOf([PRODUCT], ["PT01"], [a, second])[0] ?? row();
  expect(isSameRow(made(b), made(b))).toBe(true);
  expect(isSameRow(made(b), made(newB))).toBe(false);
});

test("the arrow keys stay within the grid", () => {
  const size = { rows: 2, columns: 3 };
  expect(move({ row: 0, column: 0 }, "up", size)).toEqual({ row: 0, column: 0 });
  expect(move({ row: 0, column: 0 }, "left", size)).toEqual({ row: 0, column: 0 });
  expect(move({ row: 0, column: 1 }, "down", size)).toEqual({ row: 1, column: 1 });
  expect(move({ row: 1, column: 2 }, "right", size)).toEqual({ row: 1, column: 2 });
  expect(move({ row: 1, column: 1 }, "start", size)).toEqual({ row: 1, column: 0 });
  expect(move({ row: 1, column: 1 }, "end", size)).toEqual({ row: 1, column: 2 });
});

test("a cell says what is in it", () => {
  expect(cellLabel(cell("PT02"))).toBe("PT02: no image");
  expect(cellLabel(cell("MAIN", tile("a", { decision: "approve" })))).toBe("MAIN: Approved, Passes");
  expect(cellLabel(cell("PT01", tile("a", CANDIDATE), tile("b", CANDIDATE)))).toBe(
    "PT01: 2 images, none picked. 1: Not reviewed, Passes. 2: Not reviewed, Passes",
  );
  expect(cellLabel(cell("PT01", tile("a", CANDIDATE), tile("b")))).toContain("2 picked: Not reviewed");
});

test("keys pick, approve, reject, regenerate and undo", () => {
  const press = (key: string, held: object = {}) =>
    productCommandOf({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...held });
  expect(["1", "4", "5", "A", "r", "g", "z", "x"].map((key) => press(key))).toEqual([
    ...[1, 4, null, "approve", "reject", "regenerate", "undo", null],
  ]);
  expect(press("a", { repeat: true })).toBeNull();
  expect(press("a", { ctrlKey: true })).toBeNull();
  expect(press("z", { ctrlKey: true })).toBe("undo");
});
