import { describe, expect, test } from "vitest";
import {
  imageVariantsNow,
  movedWords,
  movesOf,
  nextFilled,
  partBeside,
  slotsOf,
  withImagesMoved,
} from "#components/products/gallery/gallery-slots.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import type { Product } from "#lib/schemas/product.ts";

type Part = Partial<Omit<GeneratedImage, "review">> & { decision?: "approve" | "reject" };

function image(id: string, targetVariant: string, { decision, ...part }: Part = {}): GeneratedImage {
  const review = { decision: decision ?? "none", note: null, by: null, at: null };
  return { id, targetVariant, status: "COMPLETED", current: true, candidate: false, review, ...part } as GeneratedImage;
}

const product = (generatedImages: GeneratedImage[], photos: string[] = []) =>
  ({ generatedImages, sourceImages: photos.map((variant) => ({ variant })) }) as Product;

const [a, b, c, d] = [image("a", "PT01"), image("b", "PT02"), image("c", "PT03"), image("d", "PT05")];
const shownIn = (shown: Product) => slotsOf(shown).map((slot) => `${slot.variant} ${slot.shown?.id ?? "-"}`);

describe("what a gallery shows", () => {
  test("MAIN, each PT variant up to the last one and then the others, with gaps", () => {
    const images = [image("s", "SWCH"), d, a, image("m", "MAIN"), image("x", "OTHER:hero-banner")];
    expect(shownIn(product(images))).toEqual(["MAIN m", "PT01 a", "PT02 -", "PT03 -", "PT04 -", "PT05 d", "SWCH s"]);
    expect(shownIn(product([b]))).toEqual(["MAIN -", "PT01 -", "PT02 b"]);
    expect(shownIn(product([image("s", "SWCH")]))).toEqual(["MAIN -", "SWCH s"]);
    const parts = Array.from({ length: 8 }, (_, index) => `PT0${index + 1} -`);
    expect(shownIn(product([image("far", "PT99")]))).toEqual(["MAIN -", ...parts, "PT99 far"]);
    expect(slotsOf(product([], ["MAIN", "PT01"]))).toEqual([]);
    expect(slotsOf(product([image("x", "OTHER:hero-banner")]))).toEqual([]);
  });

  test("no older version, no candidate and nothing rejected; a gap says what is there", () => {
    const images = [
      image("old", "PT01", { current: false }),
      image("c1", "PT02", { current: false, candidate: true }),
      image("c2", "PT02", { current: false, candidate: true, decision: "reject" }),
      image("r", "PT03", { decision: "reject" }),
      image("w", "PT04", { current: false, status: "GENERATING" }),
      image("f", "PT06", { current: false, status: "FAILED" }),
      image("old2", "PT07", { current: false }),
    ];
    const slots = slotsOf(product(images, ["PT01"]));
    expect(slots.map(({ variant, shown }) => [variant, shown])).toEqual(
      ["MAIN", "PT01", "PT02", "PT03", "PT04"].map((variant) => [variant, null]),
    );
    const none = { isInProgress: false, candidates: 0, isRejected: false, hasPhoto: false };
    expect(slots.map(({ gap }) => gap)).toEqual([
      none,
      { ...none, hasPhoto: true },
      { ...none, candidates: 1, isRejected: true },
      { ...none, isRejected: true },
      { ...none, isInProgress: true },
    ]);
  });

  test("the newest of several for one variant, and how many there are", () => {
    const [, slot] = slotsOf(product([image("new", "PT01"), a, image("r", "PT01", { decision: "reject" })]));
    expect(slot).toMatchObject({ contenders: 2, shown: { id: "new" } });
    expect(slot?.images.map(({ id }) => id)).toEqual(["new", "a", "r"]);
  });
});

describe("moving", () => {
  const slots = slotsOf(product([image("m", "MAIN"), a, b, c, d, image("s", "SWCH")]));

  test("puts an image in the place of another one; those between make room, as far as the first gap", () => {
    expect(movesOf(slots, "PT02", "PT01")).toEqual({ b: "PT01", a: "PT02" });
    expect(movesOf(slots, "PT03", "PT01")).toEqual({ c: "PT01", a: "PT02", b: "PT03" });
    expect(movesOf(slots, "PT01", "PT03")).toEqual({ a: "PT03", c: "PT02", b: "PT01" });
    expect(movesOf(slots, "PT05", "PT04")).toEqual({ d: "PT04" });
    expect(movesOf(slots, "PT05", "PT02")).toEqual({ d: "PT02", b: "PT03", c: "PT04" });
    expect(movesOf(slots, "PT01", "PT05")).toEqual({ a: "PT05", d: "PT04" });
  });

  test("moves all that is current for a variant, also what was rejected", () => {
    const rejected = slotsOf(product([a, image("r", "PT02", { decision: "reject" }), image("a2", "PT01")]));
    expect(movesOf(rejected, "PT01", "PT02")).toEqual({ a: "PT02", a2: "PT02", r: "PT01" });
  });

  test("leaves MAIN and others alone", () => {
    for (const [from, to] of [
      ["MAIN", "PT01"],
      ["PT01", "MAIN"],
      ["PT01", "SWCH"],
      ["PT01", "PT01"],
      ["PT01", "PT09"],
    ] as const)
      expect(movesOf(slots, from, to)).toEqual({});
    expect([partBeside(slots, "PT01", -1), partBeside(slots, "PT03", 1), partBeside(slots, "PT05", 1)]).toEqual([
      ...[null, "PT04", null],
    ]);
    expect(partBeside(slots, "MAIN", 1)).toBeNull();
  });

  test("fills a gap with the next image", () => {
    expect(nextFilled(slots, "PT04")?.variant).toBe("PT05");
    expect(nextFilled(slots, "PT05")).toBeNull();
  });

  test("says what moved", () => {
    expect(movedWords(slots, "PT02", "PT01")).toBe("Swapped PT02 and PT01.");
    expect(movedWords(slots, "PT05", "PT04")).toBe("Image moved from PT05 to PT04.");
    expect(movedWords(slots, "PT01", "PT05")).toBe("Image moved from PT01 to PT05, and 1 other image by one place.");
    expect(movedWords(slots, "PT03", "PT01")).toBe("Image moved from PT03 to PT01, and 2 other images by one place.");
  });

  test("shows the move at once, unchecked, and knows the way back", () => {
    const before = product([a, b]);
    const moves = movesOf(slotsOf(before), "PT02", "PT01");
    const after = withImagesMoved(before, moves);
    expect(shownIn(after)).toEqual(["MAIN -", "PT01 b", "PT02 a"]);
    expect(after.generatedImages[0]).toMatchObject({ checks: [], verdict: null });
    expect(imageVariantsNow(before, moves)).toEqual({ a: "PT01", b: "PT02" });
  });
});
