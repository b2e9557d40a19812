import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadExportParams, queryOf, variantHref, zipHref } from "#components/images/export-link.ts";
import { fileName as originalName } from "#components/images/file-name.ts";
import { filterOf, isFiltered, loadReviewParams } from "#components/images/review-link.ts";
import { examine } from "#lib/compliance/examine.ts";
import type { Approved } from "#lib/db/images/export.ts";
import { byVariant, isSuperseded, planVariant, type VariantImages } from "#lib/export/plan.ts";
import { toJpeg } from "#lib/export/to-jpeg.ts";
import { readPhotoName } from "#lib/import/photo-name.ts";
import { RowError } from "#lib/import/row.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { otherTarget } from "#lib/schemas/variant-names.ts";
import { genericRgbProfile } from "#tests/support/icc.ts";
import { drawPicture, noise } from "#tests/support/picture.ts";
import { draw } from "#tests/support/truth-pictures.ts";

function image(id: string, facts: Partial<Approved> = {}): Approved {
  return {
    id,
    productId: "p1",
    title: "Mug",
    asin: "B000000001",
    variant: "MAIN",
    chainId: id,
    currentVersionId: id,
    createdAt: new Date(0),
    verdict: "pass",
    storageKey: `generated-images/${id}`,
    ...facts,
  };
}

const plan = (images: VariantImages, includeFailing = false) => planVariant(images, { includeFailing });

describe("what becomes of a variant", () => {
  test("one approved image is a file under Amazon's name", () => {
    expect(plan([image("a", { variant: "PT03" })])).toMatchObject({ kind: "file", file: "B000000001.PT03.jpg" });
  });

  test.each(["PT01", "MAIN", "pt1", "B000000002.PT01", "Main image", "Swatch", "copy", "copy 2", "FRNT"])(
    "what is for no variant and named %s has a name that is read as no variant of the product",
    (name) => {
      const variant = otherTarget(name) ?? "";
      const planned = plan([image("a", { variant })]);
      const file = planned.kind === "file" ? planned.file : "";
      expect(file).toBe(`other/B000000001_other-${variant.slice("OTHER:".length)}.jpg`);
      expect(readPhotoName(file)).toMatchObject({ asin: null, fromName: { orElse: expect.any(RowError) } });
    },
  );

  test("the version that counts goes before the others, and several that count collide", () => {
    const old = image("old", { chainId: "new", currentVersionId: "new" });
    expect(plan([old, image("new")])).toMatchObject({ kind: "file", image: { id: "new" }, setAside: [old] });
    expect(plan([image("one"), image("two"), old])).toMatchObject({
      kind: "collision",
      images: [{ id: "one" }, { id: "two" }],
    });
  });

  test("where a version counts that nobody approved, the newest approved one of each chain is a candidate", () => {
    const version = (id: string, facts: Partial<Approved> = {}) =>
      image(id, { chainId: "a1", currentVersionId: "a3", ...facts });
    const [first, second] = [version("a1"), version("a2", { createdAt: new Date(1) })];
    expect(plan([second, first])).toMatchObject({ kind: "file", image: { id: "a2" }, setAside: [first] });
    expect(plan([first, image("b1")])).toMatchObject({ kind: "file", image: { id: "b1" }, setAside: [first] });
    const other = version("b1", { chainId: "b1", currentVersionId: "b2" });
    expect(plan([first, second, other])).toMatchObject({
      kind: "collision",
      images: [{ id: "a2" }, { id: "b1" }],
      setAside: [first],
    });
    expect([first, second, image("b1")].map(isSuperseded)).toEqual([true, true, false]);
  });

  test("what a person said does not count is left out, unless another image of the variant does", () => {
    const dismissed = image("a", { currentVersionId: null });
    expect(plan([dismissed], true)).toMatchObject({ kind: "not-selected", images: [dismissed] });
    expect(plan([{ ...dismissed, asin: null }])).toMatchObject({ kind: "not-selected" });
    expect(plan([dismissed, image("b")])).toMatchObject({ kind: "file", image: { id: "b" }, setAside: [dismissed] });
    expect(isSuperseded(dismissed)).toBe(false);
  });

  test("without an ASIN there is no file", () => {
    expect(plan([image("a", { asin: null })], true)).toMatchObject({ kind: "missing-asin", image: { id: "a" } });
  });

  test.each([
    ["fail", "MAIN", "failing"],
    [null, "MAIN", "failing"],
    ["warn", "MAIN", "file"],
    ["fail", "PT01", "file"],
    [null, "PT01", "file"],
  ] as const)("with verdict %s for %s it is %s, and a file where one insists", (verdict, variant, kind) => {
    expect(plan([image("a", { verdict, variant })]).kind).toBe(kind);
    expect(plan([image("a", { verdict, variant })], true).kind).toBe("file");
  });

  test("images are gathered by product and variant", async () => {
    async function* sorted() {
      yield* [
        image("a"),
        image("b"),
        image("c", { variant: "PT01" }),
        image("d", { productId: "p2", variant: "PT01" }),
      ];
    }
    const groups = await Array.fromAsync(byVariant(sorted()));
    expect(groups.map((group) => group.map(({ id }) => id))).toEqual([["a", "b"], ["c"], ["d"]]);
  });
});

/** The path of a profile with the numbers of Generic RGB, for sharp. */
async function profileFile(name: string): Promise<string> {
  const path = join(process.env.DATA_DIR ?? "", `${name}.icc`);
  await writeFile(path, genericRgbProfile(name));
  return path;
}

const withProfile = async (name: string) =>
  draw({ size: 600 })
    .withIccProfile(await profileFile(name))
    .jpeg({ quality: 100 })
    .toBuffer();

/** The numbers of the pixel in the middle, as the file has them. */
async function numbersOf(bytes: Uint8Array | undefined): Promise<number[]> {
  const { data, info } = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return [...data.subarray(at, at + 3)];
}

/** The colour of the pixel in the middle, upright and in sRGB. */
async function colourOf(bytes: Uint8Array | undefined): Promise<number[]> {
  const plain = sharp(bytes).autoOrient().flatten({ background: "#fff" }).toColourspace("srgb");
  return numbersOf(await plain.png({ compressionLevel: 0 }).toBuffer());
}

const apart = (one: number[], other: number[]) =>
  Math.max(...one.map((value, channel) => Math.abs(value - (other[channel] ?? Number.NaN))));

describe("a file for Amazon", () => {
  const MB = 1_000_000;

  test("is left as it is where it is a plain sRGB JPEG", async () => {
    const bytes = await draw({ size: 1200 }).jpeg().toBuffer();
    expect((await toJpeg(bytes, MB))?.bytes).toBe(bytes);
  });

  test.each<[string, () => Promise<Buffer>]>([
    ["PNG with alpha", () => draw({ size: 600, transparent: true }).png().toBuffer()],
    ["16 bits", () => draw({ size: 600 }).toColourspace("rgb16").png().toBuffer()],
    ["CMYK", () => draw({ size: 600 }).toColourspace("cmyk").jpeg().toBuffer()],
    ["grey", () => draw({ size: 600 }).toColourspace("b-w").jpeg().toBuffer()],
    ["a wide profile", () => draw({ size: 600 }).withIccProfile("p3").jpeg({ quality: 100 }).toBuffer()],
    ["Generic RGB", () => withProfile("Generic RGB Profile")],
    ["a monitor's profile", () => withProfile("Color LCD")],
    ["WebP", () => draw({ size: 600 }).webp().toBuffer()],
    ["TIFF", () => draw({ size: 600 }).tiff().toBuffer()],
    ["a turned JPEG", () => draw({ size: 600, width: 500 }).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ])("is made again from %s", async (_name, bytes) => {
    const before = await bytes();
    const jpeg = await toJpeg(before, MB);
    const { format, space, depth, orientation, hasAlpha, icc } = await sharp(jpeg?.bytes).metadata();
    expect({ format, space, depth, orientation, hasAlpha }).toEqual({
      format: "jpeg",
      space: "srgb",
      depth: "uchar",
      orientation: undefined,
      hasAlpha: false,
    });
    const [seen, made] = [await examine(before), await examine(jpeg?.bytes ?? Buffer.alloc(0))];
    expect([made.width, made.height]).toEqual([seen.width, seen.height]);
    expect(made.raster.data.subarray(0, 3)).toEqual(Buffer.from([255, 255, 255]));
    expect(icc).toBeUndefined();
    expect(apart(await colourOf(jpeg?.bytes), await colourOf(before))).toBeLessThan(6);
  });

  test("keeps its colours where a profile had other numbers for them", async () => {
    const colour = "#3c8c50";
    const flat = sharp({ create: { width: 64, height: 64, channels: 3, background: colour } });
    const before = await flat
      .withIccProfile(await profileFile("Generic RGB Profile"))
      .jpeg({ quality: 100 })
      .toBuffer();
    expect(apart(await numbersOf(before), [60, 140, 80])).toBeGreaterThan(10);
    const jpeg = await toJpeg(before, MB);
    expect(apart(await numbersOf(jpeg?.bytes), [60, 140, 80])).toBeLessThan(4);
  });

  test("is left as it is with a profile that says sRGB", async () => {
    const bytes = await draw({ size: 600 }).withIccProfile("srgb").jpeg().toBuffer();
    expect((await sharp(bytes).metadata()).icc).toBeDefined();
    expect((await toJpeg(bytes, MB))?.bytes).toBe(bytes);
  });

  test("is no longer than Amazon takes", async () => {
    const long = sharp({ create: { width: 10_500, height: 40, channels: 3, background: "#fff" } });
    expect(await toJpeg(await long.jpeg().toBuffer(), MB)).toMatchObject({ width: 10_000 });
  });

  test("is made smaller until it fits, first in quality, then in pixels, never below 1,000 px", async () => {
    const bytes = await noise(1600).jpeg({ quality: 98 }).toBuffer();
    const fine = await toJpeg(bytes, bytes.byteLength - 1);
    expect(fine).toMatchObject({ width: 1600, height: 1600 });
    const small = await toJpeg(bytes, 700_000);
    expect(small?.bytes.byteLength).toBeLessThanOrEqual(700_000);
    expect(small?.width).toBeGreaterThanOrEqual(1000);
    expect(small?.width).toBeLessThan(1600);
    expect(await toJpeg(bytes, 100_000)).toBeNull();
  });

  test("can't be made of what is damaged", async () => {
    const bytes = await drawPicture({ width: 400, height: 400 });
    await expect(toJpeg(bytes.subarray(0, bytes.length / 2), MB)).rejects.toThrow(NotAPicture);
  });
});

describe("the page of an export", () => {
  const asked = (search: string) => queryOf(loadExportParams(new URLSearchParams(search)));

  test("drops only what the server would not take", () => {
    const query = { jobId: "j1", variant: "PT01", maxBytes: 5 * 1e6, includeFailing: false };
    expect(asked("jobId=j1&variant=pt01&mb=5")).toEqual(query);
    expect(asked("jobId=j1&variant=bad!&mb=5")).toEqual({ ...query, variant: undefined });
    expect(asked("jobId=%20&variant=PT01&mb=5&failing=true")).toEqual({
      ...query,
      jobId: undefined,
      includeFailing: true,
    });
    expect(zipHref(asked("jobId=j1&variant=bad!"))).toContain("jobId=j1");
  });

  test("leads to a review grid that shows every version", () => {
    const href = variantHref({ productId: "p1", variant: "MAIN" }, "v2");
    const { searchParams } = new URL(href, "http://localhost");
    expect(searchParams.get("image")).toBe("v2");
    const filter = filterOf(loadReviewParams(searchParams));
    expect(filter).toEqual({ productId: "p1", variant: "MAIN", versions: "all" });
  });

  test.each([
    ["jobId=a%20b&variant=PT01", { variant: "PT01", decision: "none" }],
    ["jobId=j1&variant=bad!&decision=reject", { jobId: "j1", decision: "reject" }],
    ["productId=p1&templateId=%00&verdict=fine&check=none&versions=some", { productId: "p1", decision: "none" }],
    ["jobId=j1&decision=maybe", { jobId: "j1", decision: "none" }],
  ])("leads to a review grid without the parameter that can't be read: %s", (search, filter) => {
    const params = loadReviewParams(new URLSearchParams(search));
    expect(filterOf(params)).toEqual(filter);
    expect(isFiltered(params)).toBe(true);
  });

  test("leaves a review grid's other filters on where one is refused", () => {
    const params = loadReviewParams(new URLSearchParams("jobId=j1&variant=bad!"));
    expect(filterOf(params)).toEqual({ jobId: "j1", decision: "none" });
  });

  test.each([
    ["image/tiff", "B000000001.MAIN.tif"],
    ["image/webp", "B000000001.MAIN.webp"],
  ])("names an original of %s by its format", (mimeType, name) => {
    expect(originalName({ asin: "B000000001", sku: null, id: "p1" }, "MAIN", mimeType)).toBe(name);
  });
});
