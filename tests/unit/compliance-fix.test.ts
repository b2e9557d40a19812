import { describe, expect, test } from "vitest";
import { checkImage } from "#lib/compliance/checks.ts";
import { examine } from "#lib/compliance/examine.ts";
import { fixPicture } from "#lib/compliance/fix.ts";
import { CantFix } from "#lib/pictures/refusals.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { drawPicture, noise } from "#tests/support/picture.ts";
import { ssim } from "#tests/support/ssim.ts";
import { type Drawing, draw, type TruthBox, truthBox } from "#tests/support/truth-pictures.ts";

// The smallest that the checks pass.
const SIZE = 1_600;
const DRAWN = 800;

async function failing(bytes: Uint8Array, variant = "MAIN"): Promise<string[]> {
  const checks = checkImage(await examine(bytes), { variant, sourceHash: null });
  return checks.filter(({ verdict }) => verdict !== "pass").map(({ id }) => id);
}

const png = (drawing: Drawing) =>
  draw({ size: DRAWN, ...drawing })
    .png({ compressionLevel: 1 })
    .toBuffer();

/** What a box of a picture shows, in grey. */
function greyOf(bytes: Uint8Array, box: TruthBox, size: { width: number; height: number }): Promise<Buffer> {
  const { left, top, width, height } = box;
  return sharp(bytes)
    .flatten({ background: "#fff" })
    .extract({ left, top, width, height })
    .resize(size.width, size.height, { fit: "fill" })
    .greyscale()
    .raw()
    .toBuffer();
}

/** What tells the drawn product: it is blue; a pale one isn't white; in a JPEG, whose colours bleed, its outline is dark. */
type Telling = "blue" | "pale" | "dark";

const IS_PRODUCT: Record<Telling, (red: number, blue: number) => boolean> = {
  blue: (red, blue) => blue - red >= 18,
  pale: (_, blue) => blue <= 252,
  dark: (_, blue) => blue < 140,
};

/** Around the pixels that are meant. `area`: how many they are. */
function boxOf(across: number, down: number, isMeant: (at: number) => boolean): TruthBox & { area: number } {
  let [left, top, right, bottom, area] = [across, down, 0, 0, 0];
  for (let y = 0, at = 0; y < down; y++)
    for (let x = 0; x < across; x++, at++) {
      if (!isMeant(at)) continue;
      area++;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  return { left, top, width: right - left + 1, height: bottom - top + 1, area };
}

/** The box of the drawn product. */
async function findProduct(bytes: Uint8Array, telling: Telling): Promise<TruthBox> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const isProduct = IS_PRODUCT[telling];
  return boxOf(width, height, (at) => isProduct(data[at * channels] as number, data[at * channels + 2] as number));
}

/** How alike the product is before and after, in its box, at the smaller of both sizes. */
async function likeness(before: Uint8Array, after: Uint8Array, telling: Telling = "blue"): Promise<number> {
  const [drawn, found] = await Promise.all([findProduct(before, telling), findProduct(after, telling)]);
  const size = drawn.height < found.height ? drawn : found;
  expect(found.width / found.height).toBeCloseTo(drawn.width / drawn.height, 2);
  return ssim(await greyOf(before, drawn, size), await greyOf(after, found, size), size.width);
}

/**
 * Judges a fix by the drawing alone: what isn't white has the shape of the drawn product and fills it. `pixels` of its
 * soft outline may be left around it.
 */
async function expectWhole(after: Uint8Array, drawing: Drawing, pixels = 10) {
  const { data, info } = await sharp(after).raw().toBuffer({ resolveWithObject: true });
  const isWhite = (at: number) =>
    (data[at] as number) > 250 && (data[at + 1] as number) > 250 && (data[at + 2] as number) > 250;
  const { width, height, area } = boxOf(info.width, info.height, (at) => !isWhite(at * 3));
  const truth = truthBox({ size: DRAWN, ...drawing });
  const drawn = { width: (height * truth.width) / truth.height, height };
  expect(Math.abs(width - drawn.width)).toBeLessThanOrEqual(2 * pixels);
  expect(area).toBeGreaterThanOrEqual(0.98 * (width - 2 * pixels) * (height - 2 * pixels));
}

const CASES: [name: string, drawing: Drawing, left: string[], size?: number][] = [
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
  ["with a text block that the frame would cut", { fill: 0.6, text: true }, ["frame-fill", "text"]],
  ["in a frame at the edge", { fill: 0.8, frame: { thickness: 12, inset: 0 } }, []],
  ["with a transparent background", { transparent: true }, []],
  ["that is wider than high", { width: 1200 }, []],
  ["that is small", { size: 420 }, []],
  ["that is small and shows a small product", { size: 420, fill: 0.33 }, [], 2_000],
  ["that is large", { size: 2100, background: 250 }, []],
];

describe("a MAIN image", () => {
  test.each(CASES)("%s is fixed", async (_name, drawing, left, size = SIZE) => {
    const before = await png(drawing);
    const after = await fixPicture(before, { variant: "MAIN", size });

    expect(await failing(after)).toEqual(left);
    expect(await sharp(after).metadata()).toMatchObject({ format: "jpeg", width: size, height: size, space: "srgb" });
    expect(await likeness(before, after, drawing.edge === "none" ? "pale" : "blue")).toBeGreaterThanOrEqual(0.98);
  });

  const PLAIN: Drawing = { fill: 0.7, details: false, edge: "none" };
  test.each<[string, Drawing]>([
    ["blue in a soft shadow", { fill: 0.7, shadow: true }],
    ["steel in a soft shadow", { ...PLAIN, sheen: ["#777777", "#f5f5f5", "#888888"], shadow: 0.4 }],
    ["steel in a dark shadow", { ...PLAIN, sheen: ["#777777", "#f5f5f5", "#888888"], shadow: 0.6 }],
    ["porcelain in a soft shadow", { ...PLAIN, sheen: ["#d8d8d8", "#f9f9f9", "#d0d0d0"], shadow: 0.4 }],
    ["flat grey in a soft shadow", { ...PLAIN, tones: ["#999999", "#999999"], shadow: 0.4 }],
    ["pale in a soft shadow", { ...PLAIN, tones: ["#f0f0f0", "#f0f0f0"], shadow: 0.3 }],
    ["before a backdrop that falls off", { ...PLAIN, lit: 255, background: 230 }],
    ["pale before a light backdrop", { ...PLAIN, tones: ["#cccccc", "#bbbbbb"], lit: 255, background: 244 }],
    ["near one side", { ...PLAIN, fill: 0.9, shift: 0.24 }],
    ["that nearly fills the frame", { ...PLAIN, fill: 0.975 }],
  ])("of a product %s is whole and alone afterwards", async (_name, drawing) => {
    const after = await fixPicture(await png(drawing), { variant: "MAIN", size: SIZE });

    expect(await failing(after)).toEqual([]);
    await expectWhole(after, drawing);
  });

  test("keeps loose parts that look like text", async () => {
    const drawing: Drawing = { ...PLAIN, fill: 0.6, parts: 10 };
    const after = await fixPicture(await png(drawing), { variant: "MAIN", size: SIZE });
    const { data, info } = await sharp(after).greyscale().raw().toBuffer({ resolveWithObject: true });
    const isDark = (x: number, y: number) => (data[y * info.width + x] ?? 255) < 130;
    const lastRow = Array.from({ length: info.height }, (_, y) => y).findLast((y) =>
      Array.from({ length: info.width }, (_, x) => x).some((x) => isDark(x, y)),
    );
    const row = (lastRow ?? 0) - 6;
    const starts = Array.from({ length: info.width }, (_, x) => x).filter((x) => isDark(x, row) && !isDark(x - 1, row));
    expect(starts).toHaveLength(10);
  });

  test.each([40, 75, 92])("with the noise of a JPEG of quality %d is fixed", async (quality) => {
    const drawing = { background: 250, fill: 0.7 };
    const before = await draw({ size: DRAWN, ...drawing })
      .jpeg({ quality })
      .toBuffer();
    const after = await fixPicture(before, { variant: "MAIN", size: SIZE });

    expect(await failing(after)).toEqual([]);
    expect(await likeness(before, after, "dark")).toBeGreaterThanOrEqual(0.98);
  });

  test.each([
    ["CMYK", () => draw({ size: DRAWN, fill: 0.7 }).toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer()],
    ["16 bits", () => draw({ size: DRAWN, fill: 0.7 }).toColourspace("rgb16").png().toBuffer()],
  ])("of %s becomes plain sRGB", async (_name, bytes) => {
    expect(await failing(await fixPicture(await bytes(), { variant: "MAIN", size: 1_600 }))).toEqual([]);
  });

  test("in every size that can be asked for passes", async () => {
    const before = await png({ background: 250, fill: 0.7 });
    const after = await fixPicture(before, { variant: "MAIN", size: 3_000 });
    expect(await failing(after)).toEqual([]);
    expect(await failing(await fixPicture(before, { variant: "MAIN", size: 1_000 }))).toEqual(["longest-side"]);
  });

  test("that is fixed already stays as it is", async () => {
    const once = await fixPicture(await png({ background: 250, fill: 0.7 }), { variant: "MAIN", size: SIZE });
    const twice = await fixPicture(once, { variant: "MAIN", size: SIZE });
    const [one, other] = [
      await sharp(once).greyscale().raw().toBuffer(),
      await sharp(twice).greyscale().raw().toBuffer(),
    ];
    expect(ssim(one, other, SIZE)).toBeGreaterThan(0.995);
  });

  test.each([
    ["without a product", async () => drawPicture({ width: 600, height: 600, colour: "#ffffff", format: "png" })],
    ["without a plain background", async () => noise(600).png().toBuffer()],
    ["in a frame off the edge", async () => png({ fill: 0.8, frame: { thickness: 4, inset: 16 } })],
    [
      "of a product that is white itself",
      async () => png({ fill: 0.8, background: 250, tones: ["#ffffff", "#ffffff"], edge: "none", details: false }),
    ],
  ])("%s can't be fixed, with the reason", async (_name, bytes) => {
    await expect(fixPicture(await bytes(), { variant: "MAIN", size: SIZE })).rejects.toThrow(CantFix);
  });
});

describe("an image of another variant", () => {
  test("keeps all that it shows, on white where it is not square", async () => {
    const before = await draw({ size: 900, width: 1800, background: 120 }).webp().toBuffer();
    const after = await fixPicture(before, { variant: "PT01", size: 2_000 });

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
