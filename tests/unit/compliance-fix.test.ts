import { describe, expect, test } from "vitest";
import { checkImage } from "#lib/compliance/checks.ts";
import { examine } from "#lib/compliance/examine.ts";
import { CantFix, fixPicture } from "#lib/compliance/fix.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { drawPicture, noise } from "#tests/support/picture.ts";
import { ssim } from "#tests/support/ssim.ts";
import { type Drawing, draw, type TruthBox } from "#tests/support/truth-pictures.ts";

const SIZE = 2_000;

async function failing(bytes: Uint8Array, slot = "MAIN"): Promise<string[]> {
  const checks = checkImage(await examine(bytes), { slot, sourceHash: null });
  return checks.filter(({ verdict }) => verdict !== "pass").map(({ id }) => id);
}

const png = (drawing: Drawing) => draw(drawing).png({ compressionLevel: 1 }).toBuffer();

/** What a box of a picture shows, in grey. */
function greyOf(bytes: Uint8Array, box: TruthBox, size: { width: number; height: number }): Promise<Buffer> {
  return sharp(bytes)
    .flatten({ background: "#fff" })
    .extract(box)
    .resize(size.width, size.height, { fit: "fill" })
    .greyscale()
    .raw()
    .toBuffer();
}

/** The box of what is blue, as the drawn product is, or, of a pale one, of what isn't white. */
async function findProduct(bytes: Uint8Array, pale: boolean): Promise<TruthBox> {
  const { raster } = await examine(bytes);
  let [left, top, right, bottom] = [raster.width, raster.height, 0, 0];
  for (let at = 0; at < raster.width * raster.height; at++) {
    const [red = 0, , blue = 0] = raster.data.subarray(at * raster.channels, at * raster.channels + 3);
    if (pale ? blue > 252 : blue - red < 18) continue;
    const [x, y] = [at % raster.width, Math.floor(at / raster.width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** How alike the product is before and after, in its box, at the smaller of both sizes. */
async function likeness(before: Uint8Array, after: Uint8Array, pale = false): Promise<number> {
  const [drawn, found] = await Promise.all([findProduct(before, pale), findProduct(after, pale)]);
  const size = drawn.height < found.height ? drawn : found;
  expect(found.width / found.height).toBeCloseTo(drawn.width / drawn.height, 2);
  return ssim(await greyOf(before, drawn, size), await greyOf(after, found, size), size.width);
}

const CASES: [name: string, drawing: Drawing, left: string[]][] = [
  ["on white 255", {}, []],
  ["on white 254", { background: 254 }, []],
  ["on white 250", { background: 250 }, []],
  ["on grey 200", { background: 200 }, []],
  ["that fills 60 %", { fill: 0.6 }, []],
  ["that fills 84 %", { fill: 0.84 }, []],
  ["that fills 86 %", { fill: 0.86 }, []],
  ["that fills 95 %", { fill: 0.95 }, []],
  ["cut by the edge", { shift: -0.4 }, ["background", "edge-contact"]],
  ["cut by the edge on grey", { shift: 0.4, background: 230 }, ["background", "edge-contact"]],
  ["of a light product", { tones: ["#f8f8f8", "#f0f0f0"], edge: "none", details: false }, []],
  ["with a soft shadow", { fill: 0.7, shadow: true }, []],
  ["that floats over its shadow", { fill: 0.7, shadow: true, floats: 0.07 }, []],
  ["with a text block", { fill: 0.88, text: true }, ["text"]],
  ["with a text block that the frame would cut", { fill: 0.6, text: true }, []],
  ["in a frame at the edge", { fill: 0.8, frame: { thickness: 24, inset: 0 } }, []],
  ["in a frame off the edge", { fill: 0.8, frame: { thickness: 8, inset: 32 } }, []],
  ["with a transparent background", { transparent: true }, []],
  ["that is wider than high", { width: 2400 }, []],
  ["that is small", { size: 420 }, []],
  ["that is small and shows a small product", { size: 420, fill: 0.33 }, []],
  ["that is large", { size: 4096, background: 250 }, []],
];

describe("a MAIN image", () => {
  test.each(CASES)("%s is mended", async (_name, drawing, left) => {
    const before = await png(drawing);
    const after = await fixPicture(before, { slot: "MAIN", size: SIZE });

    expect(await failing(after)).toEqual(left);
    expect(await sharp(after).metadata()).toMatchObject({ format: "jpeg", width: SIZE, height: SIZE, space: "srgb" });
    expect(await likeness(before, after, drawing.edge === "none")).toBeGreaterThanOrEqual(0.98);
  });

  test.each([40, 75, 92])("with the noise of a JPEG of quality %d is mended", async (quality) => {
    const drawing = { background: 250, fill: 0.7 };
    const before = await draw(drawing).jpeg({ quality }).toBuffer();
    const after = await fixPicture(before, { slot: "MAIN", size: SIZE });

    expect(await failing(after)).toEqual([]);
    expect(await likeness(before, after)).toBeGreaterThanOrEqual(0.98);
  });

  test.each([
    ["CMYK", () => draw({ fill: 0.7 }).toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer()],
    ["16 bits", () => draw({ fill: 0.7 }).toColourspace("rgb16").png().toBuffer()],
  ])("of %s becomes plain sRGB", async (_name, bytes) => {
    expect(await failing(await fixPicture(await bytes(), { slot: "MAIN", size: 1_600 }))).toEqual([]);
  });

  test("in every size that can be asked for passes", async () => {
    const before = await png({ background: 250, fill: 0.7 });
    const after = await fixPicture(before, { slot: "MAIN", size: 5_000 });
    expect(await failing(after)).toEqual([]);
    expect(await failing(await fixPicture(before, { slot: "MAIN", size: 1_000 }))).toEqual(["longest-side"]);
  });

  test("that is fixed already stays as it is", async () => {
    const once = await fixPicture(await png({ background: 250, fill: 0.7 }), { slot: "MAIN", size: SIZE });
    const twice = await fixPicture(once, { slot: "MAIN", size: SIZE });
    const [one, other] = [
      await sharp(once).greyscale().raw().toBuffer(),
      await sharp(twice).greyscale().raw().toBuffer(),
    ];
    expect(ssim(one, other, SIZE)).toBeGreaterThan(0.995);
  });

  test.each([
    ["without a product", async () => drawPicture({ width: 600, height: 600, colour: "#ffffff", format: "png" })],
    ["without a plain background", async () => noise(600).png().toBuffer()],
  ])("%s can't be mended, with the reason", async (_name, bytes) => {
    await expect(fixPicture(await bytes(), { slot: "MAIN", size: SIZE })).rejects.toThrow(CantFix);
  });
});

describe("an image of another slot", () => {
  test("keeps all that it shows, on white where it is not square", async () => {
    const before = await draw({ size: 900, width: 1800, background: 120 }).webp().toBuffer();
    const after = await fixPicture(before, { slot: "PT01", size: SIZE });

    expect(await failing(before, "PT01")).toEqual(["aspect", "format"]);
    expect(await failing(after, "PT01")).toEqual([]);
    const { data } = await sharp(after)
      .extract({ left: 0, top: 0, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data]).toEqual([255, 255, 255]);
    const shown = await sharp(after)
      .extract({ left: 0, top: 500, width: 2000, height: 1000 })
      .resize(1800, 900)
      .greyscale()
      .raw()
      .toBuffer();
    expect(ssim(await sharp(before).greyscale().raw().toBuffer(), shown, 1800)).toBeGreaterThan(0.98);
  });
});
