import { expect, test } from "vitest";
import { approval, untouched } from "#components/review/bulk.ts";
import { UNREVIEWED } from "#components/review/decisions.ts";
import { afterDeletion, otherVersion, stillChosen } from "#components/review/dialog/shown-version.ts";
import { findTile, listedTotal, tilesOf, toReviewImage } from "#components/review/tiles.ts";
import { rangeOf } from "#components/review/use-selected.ts";
import { generatedImage, reviewImage, tileOf } from "#tests/support/review-tiles.ts";

const NOTHING = {
  reviews: new Map(),
  current: new Map<string, boolean>(),
  versions: new Map(),
  making: new Map(),
  deleted: new Set<string>(),
};
const APPROVED = { ...UNREVIEWED, decision: "approve" as const };

test("a tile keeps its id and its position whatever it shows", () => {
  const newer = reviewImage("kettle-2", { versions: 2 });
  const listed = [reviewImage("kettle"), reviewImage("lamp")];
  const tiles = tilesOf(listed, {
    ...NOTHING,
    versions: new Map([["kettle", newer]]),
    reviews: new Map([["kettle-2", APPROVED]]),
    making: new Map([["lamp", "fix" as const]]),
  });
  expect(tiles).toEqual([
    { id: "kettle", image: { ...newer, review: APPROVED }, making: null },
    { id: "lamp", image: listed[1], making: "fix" },
  ]);
  expect([
    findTile(tiles, "kettle"),
    findTile(tiles, "kettle-2"),
    findTile(tiles, "mug"),
    findTile(tiles, null),
  ]).toEqual([0, 0, -1, -1]);
});

test("a tile is the same object while nothing about it changes", () => {
  const listed = [reviewImage("kettle"), reviewImage("lamp")];
  const before = tilesOf(listed, NOTHING);
  const after = tilesOf(listed, { ...NOTHING, reviews: new Map([["lamp", APPROVED]]) });
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test("a tile shows which image was picked, before the server says so", () => {
  const listed = [reviewImage("kettle"), reviewImage("lamp", { current: false })];
  const current = new Map([
    ["kettle", false],
    ["lamp", true],
  ]);
  expect(tilesOf(listed, { ...NOTHING, current }).map(({ image }) => image.current)).toEqual([false, true]);
});

test("a tile leaves the grid once its image is deleted", () => {
  const tiles = tilesOf([reviewImage("kettle"), reviewImage("lamp")], { ...NOTHING, deleted: new Set(["kettle"]) });
  expect(tiles.map(({ id }) => id)).toEqual(["lamp"]);
});

test("decisions don't change how many images are listed, deletions do", () => {
  expect(listedTotal(100, { loaded: 60, shown: 60, hasMore: true })).toBe(100);
  expect(listedTotal(100, { loaded: 60, shown: 58, hasMore: true })).toBe(98);
  expect(listedTotal(null, { loaded: 60, shown: 60, hasMore: true })).toBeNull();
  expect(listedTotal(100, { loaded: 90, shown: 90, hasMore: false })).toBe(90);
});

test("Shift selects from the last click to this one, in either direction", () => {
  const ids = ["a", "b", "c", "d"];
  expect(rangeOf(ids, "b", "d", true)).toEqual(["b", "c", "d"]);
  expect(rangeOf(ids, "d", "b", true)).toEqual(["b", "c", "d"]);
  expect(rangeOf(ids, "b", "d", false)).toEqual(["d"]);
  expect(rangeOf(ids, null, "d", true)).toEqual(["d"]);
  expect(rangeOf(ids, "gone", "d", true)).toEqual(["d"]);
});

test("only what has a picture can be shown", () => {
  const beside = { jobName: "Lifestyle", versions: 1 };
  expect(toReviewImage(generatedImage("kettle"), beside)).toMatchObject({ id: "kettle", versions: 1 });
  expect(toReviewImage(generatedImage("kettle", { status: "QUEUED" }), beside)).toBeNull();
  expect(toReviewImage(generatedImage("kettle", { url: null }), beside)).toBeNull();
});

const KETTLE = tileOf("kettle");
const VERSIONS = [
  generatedImage("kettle-0"),
  generatedImage("kettle"),
  generatedImage("kettle-2", { status: "FAILED" }),
];

test("another version is looked at until the current one changes, as fresh as it is known", () => {
  const old = generatedImage("kettle-0", { verdict: null });
  const chosen = { of: "kettle", version: old };
  expect(otherVersion(KETTLE, chosen, null)).toBe(old);
  expect(otherVersion(KETTLE, chosen, VERSIONS)).toBe(VERSIONS[0]);
  expect(otherVersion(KETTLE, { of: "kettle-9", version: old }, VERSIONS)).toBeNull();
  expect(otherVersion(KETTLE, { of: "kettle", version: generatedImage("kettle") }, VERSIONS)).toBeNull();
  expect(otherVersion(KETTLE, null, VERSIONS)).toBeNull();
  const kept = stillChosen({ of: "kettle-9", version: old }, "kettle");
  expect(otherVersion(KETTLE, kept, VERSIONS)).toBe(VERSIONS[0]);
  const undone = { of: "kettle-9", version: generatedImage("kettle") };
  expect(stillChosen(undone, "kettle")).toBe(undone);
});

test("the newest finished version follows the current one that was deleted; without any the tile leaves", () => {
  expect(afterDeletion(KETTLE, "kettle", VERSIONS)).toEqual({ next: VERSIONS[0], left: 1, isGone: false });
  expect(afterDeletion(KETTLE, "kettle", [generatedImage("kettle")])).toEqual({ next: null, left: 0, isGone: true });
  expect(afterDeletion(KETTLE, "kettle", null)).toEqual({ next: null, left: 0, isGone: true });
});

test("deleting another version leaves the current one, with one version less", () => {
  expect(afterDeletion(KETTLE, "kettle-0", VERSIONS)).toEqual({ next: VERSIONS[1], left: 1, isGone: false });
});

test("undoing an approval of all leaves alone what a person decided about meanwhile", () => {
  const before = new Map([["a", APPROVED]]);
  const now = new Map([
    ["a", APPROVED],
    ["b", APPROVED],
  ]);
  const own = untouched(["a", "b", "c"], before, now);
  expect(own).toEqual(["a", "c"]);
  expect(approval(own)).toMatchObject({ said: "Approved 2 images", changes: [{ imageId: "a" }, { imageId: "c" }] });
});
