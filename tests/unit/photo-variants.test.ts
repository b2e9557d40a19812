import { describe, expect, test } from "vitest";
import { changesOf, draftOf } from "#components/products/edit/product-draft.ts";
import {
  exchanged,
  nextFreeVariant,
  variantBeside,
  variantsForFiles,
  variantsNow,
  withMoved,
} from "#components/products/edit/variant-rules.ts";
import {
  deleteConsequences,
  photoName,
  productConsequences,
  replaceConsequences,
  shortTitle,
} from "#components/products/messages.ts";
import { uploadSummary } from "#components/ui/upload-results.tsx";
import { type Product, productSchema, type SourceImage } from "#lib/schemas/product.ts";
import { variantSchema } from "#lib/schemas/variant.ts";
import { ALL_VARIANTS } from "#lib/schemas/variant-names.ts";

const AT = "2026-11-23T10:00:00.000Z";

function photo(id: string, variant: string, width = 100): SourceImage {
  return { id, variant, width, height: 100, bytes: 1, mimeType: "image/jpeg", url: id, thumbnailUrl: `${id} small` };
}

const result = (id: string, sourceImageId: string | null) => ({
  id,
  productId: "p1",
  productTitle: "Mug",
  asin: null,
  jobId: "j1",
  sourceImageId,
  sourceThumbnailUrl: null,
  sourceUrl: null,
  variant: "MAIN",
  imageTypeName: "Lifestyle",
  status: "COMPLETED",
  errorCode: null,
  errorMessage: null,
  attempts: 1,
  url: "u",
  thumbnailUrl: "t",
  mimeType: "image/png",
  width: 1,
  height: 1,
  bytes: 1,
  prompt: "",
  model: "demo",
  origin: "model",
  parentImageId: null,
  originJobId: "j1",
  targetVariant: "MAIN",
  note: null,
  current: true,
  candidate: false,
  checks: [],
  verdict: null,
  review: { decision: "none", note: null, by: null, at: null },
  createdBy: null,
  createdAt: AT,
  completedAt: AT,
});

function product(sourceImages: SourceImage[], madeOf: (string | null)[] = []): Product {
  return productSchema.parse({
    id: "p1",
    asin: null,
    sku: "M-1",
    title: "Mug",
    category: null,
    createdAt: AT,
    variants: [],
    sourceImageCount: sourceImages.length,
    generatedImageCount: madeOf.length,
    lastGeneratedAt: null,
    thumbnailUrl: null,
    sourceImages,
    generatedImages: madeOf.map((id, place) => result(`r${place}`, id)),
  });
}

describe("variants for new photos", () => {
  test("offers every variant that the server takes, each once", () => {
    expect(ALL_VARIANTS.filter((variant) => !variantSchema.safeParse(variant).success)).toEqual([]);
    expect(new Set(ALL_VARIANTS).size).toBe(ALL_VARIANTS.length);
    expect(ALL_VARIANTS).toHaveLength(1 + 99 + 99 + 6 + 11);
  });

  test("begins at MAIN, else at the first PT variant that is free", () => {
    expect(nextFreeVariant([])).toBe("MAIN");
    expect(nextFreeVariant(["PT01", "SWCH"])).toBe("MAIN");
    expect(nextFreeVariant(["MAIN", "PT01", "PT03"])).toBe("PT02");
    expect(nextFreeVariant(ALL_VARIANTS)).toBeNull();
  });

  test("counts on from file to file, past variants that hold something", () => {
    expect(variantsForFiles(["a.jpg", "b.jpg", "c.jpg"], ["PT01"], null)).toEqual(["MAIN", "PT02", "PT03"]);
    expect(variantsForFiles(["a.jpg", "b.jpg"], ["MAIN", "PT05", "PT06"], "PT05")).toEqual(["PT05", "PT07"]);
    expect(variantsForFiles(["a.jpg", "b.jpg"], ["MAIN"], "MAIN")).toEqual(["MAIN", "PT01"]);
    expect(variantsForFiles(["a.jpg", "b.jpg"], [], "PS06")).toEqual(["PS06", null]);
  });

  test("keeps a variant that has no next for all files", () => {
    expect(variantsForFiles(["a.jpg", "b.jpg"], [], "SWCH")).toEqual(["SWCH", "SWCH"]);
  });

  test("takes the variant from a name such as Amazon's, unless one is chosen", () => {
    const names = ["B0EXAMPLE1.PT04.jpg", "b0example1.main.png", "B0EXAMPLE1.HERO.jpg", "front.BACK.jpg"];
    expect(variantsForFiles(names, [], null)).toEqual(["PT04", "MAIN", "PT01", "PT02"]);
    expect(variantsForFiles(names.slice(0, 1), [], "SWCH")).toEqual(["SWCH"]);
  });
});

describe("moving photos", () => {
  const photos = [photo("a", "MAIN"), photo("b", "PT02"), photo("b2", "PT02", 50), photo("c", "SWCH")];

  test("finds the neighbour among variants that hold photos", () => {
    expect(variantBeside(photos, "MAIN", 1)).toBe("PT02");
    expect(variantBeside(photos, "SWCH", -1)).toBe("PT02");
    expect(variantBeside(photos, "MAIN", -1)).toBeNull();
    expect(variantBeside(photos, "SWCH", 1)).toBeNull();
  });

  test("exchanges all photos of two variants, and knows the way back", () => {
    const moved = exchanged(photos, "MAIN", "PT02");
    expect(moved).toEqual({ a: "PT02", b: "MAIN", b2: "MAIN" });
    const after = withMoved(product(photos), moved);
    expect(after.sourceImages.map(({ id, variant }) => `${id} ${variant}`)).toEqual([
      "b MAIN",
      "b2 MAIN",
      "a PT02",
      "c SWCH",
    ]);
    expect(after.thumbnailUrl).toBe("b small");
    expect(variantsNow(photos, moved)).toEqual({ a: "MAIN", b: "PT02", b2: "PT02" });
  });

  test("lists a moved photo where the server would: variants in order, the largest first", () => {
    const after = withMoved(product([photo("small", "MAIN"), photo("large", "PT01", 900)]), { large: "MAIN" });
    expect(after.sourceImages.map(({ id }) => id)).toEqual(["large", "small"]);
    expect(after.variants).toEqual(["MAIN"]);
  });
});

describe("what is said", () => {
  const main = photo("a", "MAIN");

  test("names what goes with a product", () => {
    expect(productConsequences(product([]))).toBe("You can undo this.");
    expect(productConsequences(product([main]))).toBe("Its 1 photo goes with it. You can undo this.");
    expect(productConsequences(product([main, photo("b", "PT01")], ["a"]))).toBe(
      "Its 2 photos and 1 generated image go with it. Jobs still list these images, without the pictures. You can undo this.",
    );
  });

  test("names what goes with a photo, and what stays", () => {
    expect(deleteConsequences(main, product([main]))).toBe(
      "The photo of 100 × 100 will be deleted. This leaves MAIN empty. You can undo this.",
    );
    expect(deleteConsequences(main, product([main, photo("b", "MAIN")], ["a", "a", null]))).toBe(
      "The photo of 100 × 100 will be deleted. The 2 images generated from it are kept, but the source photo won't be shown. You can undo this.",
    );
    const generatedImages = product([], ["a"]).generatedImages.map((image) => ({
      ...image,
      status: "FAILED" as const,
    }));
    expect(replaceConsequences(main, { ...product([main]), generatedImages })).not.toContain("stay");
    expect(replaceConsequences(main, product([main], ["a"]))).toContain("The image generated from it is kept");
  });

  test("tells photos of one variant apart by their size", () => {
    expect(photoName(main, [main, photo("b", "PT01")])).toBe("MAIN photo");
    expect(photoName(main, [main, photo("b", "MAIN")])).toBe("MAIN photo, 100 × 100");
  });

  test("sums up what became of files, and shortens a long title", () => {
    expect(uploadSummary("photo", { added: 2, there: 1, failed: 1 })).toBe(
      "2 photos added, 1 already there, 1 not added.",
    );
    expect(uploadSummary("picture", { added: 1, there: 0, failed: 0 })).toBe("1 picture added.");
    expect(shortTitle("x".repeat(500))).toHaveLength(80);
    expect(shortTitle("Mug")).toBe("Mug");
  });
});

test("sends only the fields that were changed", () => {
  const before = draftOf({ title: "Mug", asin: null, sku: "M-1", category: null });
  expect(before).toEqual({ title: "Mug", asin: "", sku: "M-1", category: "" });
  expect(changesOf(before, { ...before, sku: "", asin: "B0EXAMPLE1" })).toEqual({ asin: "B0EXAMPLE1", sku: "" });
});
