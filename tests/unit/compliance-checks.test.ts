import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { asked, measured } from "#components/review/messages.ts";
import { checkImage, DUPLICATE_BITS, duplicateCheck, worstVerdict } from "#lib/compliance/checks.ts";
import { examine } from "#lib/compliance/examine.ts";
import { hashDistance } from "#lib/compliance/hash.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import type { Check, CheckId } from "#lib/schemas/check.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { type Drawing, draw, truthBox, truthText, truthWhite } from "#tests/support/truth-pictures.ts";

const WITHIN = 2;

async function checksOf(bytes: Uint8Array, variant = "MAIN", sourceHash: bigint | null = null) {
  const checks = checkImage(await examine(bytes), { variant, sourceHash });
  return Object.fromEntries(checks.map((check) => [check.id, check])) as Record<CheckId, Check>;
}

const png = (drawing: Drawing) => draw(drawing).png({ compressionLevel: 1 }).toBuffer();

/** The checks that don't pass, with the verdict. */
function complaints(checks: Record<string, Check>): Record<string, string> {
  return Object.fromEntries(
    Object.values(checks)
      .filter(({ verdict }) => verdict !== "pass")
      .map(({ id, verdict }) => [id, verdict]),
  );
}

function expectNear(check: Check, truth: number) {
  expect(check.value).toBeGreaterThanOrEqual(truth - WITHIN);
  expect(check.value).toBeLessThanOrEqual(truth + WITHIN);
}

const LIGHT: Drawing = { tones: ["#f8f8f8", "#f0f0f0"], edge: "#ececec", details: false };
const CUT: Drawing = { shift: -0.4 };
const cutContact = () => (truthBox(CUT).height / (4 * 1600)) * 100;

describe("a MAIN image of known truth", () => {
  test.each<[string, Drawing, Record<string, string>, Partial<Record<CheckId, number>>]>([
    ["on white 255", {}, {}, { background: 100, "frame-fill": 90, "edge-contact": 0 }],
    ["on white 254", { background: 254 }, { background: "fail" }, { background: 0, "frame-fill": 90 }],
    ["on white 250", { background: 250 }, { background: "fail" }, { background: 0, "frame-fill": 90 }],
    ["that fills 60 %", { fill: 0.6 }, { "frame-fill": "fail" }, { "frame-fill": 60 }],
    ["that fills 84 %", { fill: 0.84 }, { "frame-fill": "fail" }, { "frame-fill": 84 }],
    ["that fills 86 %", { fill: 0.86 }, {}, { "frame-fill": 86 }],
    ["that fills 95 %", { fill: 0.95 }, {}, { "frame-fill": 95 }],
    ["of a light product", LIGHT, {}, { background: 100, "frame-fill": 90, "edge-contact": 0 }],
    [
      "of a light product without an outline",
      { ...LIGHT, edge: "none" },
      {},
      { background: 100, "frame-fill": 90, "edge-contact": 0 },
    ],
    ["with a text block", { fill: 0.88, text: true }, { text: "warn" }, { "frame-fill": 88, text: truthText() }],
    [
      "in a frame at the edge",
      { fill: 0.86, frame: { thickness: 24, inset: 0 } },
      { background: "fail", border: "fail" },
      { border: 1.5, "frame-fill": 86, "edge-contact": 0 },
    ],
    [
      "in a frame off the edge",
      { fill: 0.86, frame: { thickness: 8, inset: 32 } },
      { background: "fail", border: "fail" },
      { border: 0.5, "frame-fill": 86, "edge-contact": 0 },
    ],
  ])("%s", async (_name, drawing, wrong, numbers) => {
    const checks = await checksOf(await png(drawing));

    expect(complaints(checks)).toEqual(wrong);
    for (const [id, truth] of Object.entries(numbers)) expectNear(checks[id as CheckId], truth);
  });

  const PALE_EDGE = { details: false, edge: "none", size: 800 } as const;
  const METAL: Drawing = { ...PALE_EDGE, sheen: ["#777777", "#f5f5f5", "#888888"] };
  test.each<[string, Drawing]>([
    ["steel", METAL],
    ["light grey", { ...PALE_EDGE, sheen: ["#bbbbbb", "#f0f0f0", "#c4c4c4"] }],
    ["porcelain", { ...PALE_EDGE, sheen: ["#d8d8d8", "#fbfbfb", "#d0d0d0"] }],
    ["flat grey", { ...PALE_EDGE, tones: ["#999999", "#999999"] }],
    ["pale", { ...PALE_EDGE, tones: ["#f0f0f0", "#f0f0f0"] }],
    ["red", { ...PALE_EDGE, tones: ["#cc2222", "#cc2222"] }],
  ])("of %s in a soft shadow, light or dark", async (_name, product) => {
    for (const shadow of [0.2, 0.4, 0.6]) {
      const drawing = { ...product, fill: 0.83, shadow };
      const checks = await checksOf(await png(drawing));

      expect(complaints(checks)).toMatchObject({ background: "fail", "frame-fill": "fail" });
      expect(checks["edge-contact"].verdict).toBe("pass");
      expectNear(checks["frame-fill"], 83);
      expectNear(checks.background, await truthWhite(drawing));
    }
  });

  test.each<[string, Drawing]>([
    ["of metal on grey", { ...METAL, fill: 0.65, background: 235, shadow: true }],
    ["before a backdrop that falls off to grey", { size: 800, fill: 0.86, lit: 255, background: 230 }],
    ["before a backdrop that falls off to darker grey", { size: 800, fill: 0.8, lit: 248, background: 192 }],
  ])("%s", async (_name, drawing) => {
    const checks = await checksOf(await png(drawing));

    expect(checks.background.verdict).toBe("fail");
    expect(checks["edge-contact"]).toMatchObject({ verdict: "pass", value: 0 });
    expectNear(checks["frame-fill"], (drawing.fill ?? 0.9) * 100);
  });

  test.each([
    [520, 75],
    [600, 75],
    [700, 60],
    [1030, 40],
  ])("of %d px in a JPEG of quality %d, ringing left out", async (size, quality) => {
    const drawing: Drawing = { size, details: false, edge: "none", tones: ["#223344", "#223344"] };
    const short = await checksOf(
      await draw({ ...drawing, fill: 0.84 })
        .jpeg({ quality })
        .toBuffer(),
    );
    const long = await checksOf(
      await draw({ ...drawing, fill: 0.86 })
        .jpeg({ quality })
        .toBuffer(),
    );

    expect([short["frame-fill"].verdict, long["frame-fill"].verdict]).toEqual(["fail", "pass"]);
  });

  test.each([0xf4, 0xf5, 0xf6])("whose product of tone %d is cut by the edge", async (tone) => {
    const grey = `#${tone.toString(16).repeat(3)}`;
    const drawing: Drawing = { ...PALE_EDGE, tones: [grey, grey], shift: -0.4 };
    for (const bytes of [await png(drawing), await draw(drawing).jpeg({ quality: 75 }).toBuffer()]) {
      const checks = await checksOf(bytes);
      expect(checks["edge-contact"].verdict).toBe("fail");
      expectNear(checks["edge-contact"], 22.5);
    }
  });

  test.each<[string, Drawing, number]>([
    ["is a framed print", { width: 800, size: 800, fill: 0.5, frame: { thickness: 5, inset: 24 } }, 94],
    ["is an empty picture frame", { size: 800, fill: 0, frame: { thickness: 20, inset: 16 } }, 96],
  ])("whose product %s has no border", async (_name, drawing, fill) => {
    const checks = await checksOf(await png(drawing));
    expect(complaints(checks)).toEqual({ "longest-side": "warn" });
    expectNear(checks["frame-fill"], fill);
  });

  test("whose product is cut by the edge", async () => {
    const checks = await checksOf(await png(CUT));

    expect(complaints(checks)).toEqual({ background: "fail", "edge-contact": "fail" });
    expectNear(checks["edge-contact"], cutContact());
    expectNear(checks["frame-fill"], 90);
  });

  test.each([40, 75, 92])("with the noise of a JPEG of quality %d", async (quality) => {
    const white = await checksOf(await draw().jpeg({ quality }).toBuffer());
    const off = await checksOf(await draw({ background: 250 }).jpeg({ quality }).toBuffer());

    expect(complaints(white)).toEqual({});
    expect(complaints(off)).toEqual({ background: "fail" });
    for (const checks of [white, off]) expectNear(checks["frame-fill"], 90);
    expectNear(off.background, 0);
  });

  test.each([0.84, 0.86])("with a soft shadow, of a product that fills %d", async (fill) => {
    const drawing = { fill, shadow: true };
    const checks = await checksOf(await png(drawing));

    expect(checks.background.verdict).toBe("fail");
    expectNear(checks.background, await truthWhite(drawing));
    expect(checks["frame-fill"].verdict).toBe(fill < 0.85 ? "fail" : "pass");
    expectNear(checks["frame-fill"], fill * 100);
    expect(checks["edge-contact"].verdict).toBe("pass");
  });

  test("whose product floats over its shadow", async () => {
    const drawing = { fill: 0.7, shadow: true, floats: 0.07 };
    const checks = await checksOf(await png(drawing));

    expect(complaints(checks)).toEqual({ background: "fail", "frame-fill": "fail" });
    expectNear(checks.background, await truthWhite(drawing));
    expectNear(checks["frame-fill"], 70);
  });

  test("in CMYK", async () => {
    const checks = await checksOf(await draw().toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer());

    expect(complaints(checks)).toEqual({ "colour-space": "fail" });
    expect(checks["colour-space"].value).toBe("cmyk");
    expectNear(checks["frame-fill"], 90);
  });

  test("of 16 bits a channel", async () => {
    const checks = await checksOf(await draw().toColourspace("rgb16").png().toBuffer());

    expect(complaints(checks)).toEqual({ "colour-space": "warn" });
    expect(checks["colour-space"].value).toBe("srgb, 16 bit");
    expectNear(checks["frame-fill"], 90);
  });

  test.each<[string, Drawing]>([
    ["a dark product", {}],
    ["a white product", { tones: ["#ffffff", "#ffffff"], edge: "#ffffff", details: false }],
  ])("with a transparent background behind %s", async (_name, drawing) => {
    const checks = await checksOf(await png({ ...drawing, transparent: true }));

    expect(complaints(checks)).toEqual({ background: "fail", "colour-space": "warn" });
    expect(checks["colour-space"].value).toBe("srgb with transparency");
    expectNear(checks.background, 0);
    expectNear(checks["frame-fill"], 90);
  });
});

test.each([
  [1_024, 1_024],
  [1_376, 768],
  [384, 3_072],
  [3_072, 384],
])("a picture of %d x %d px for an A+ module or a store has no wrong shape or size", async (width, height) => {
  const checks = await checksOf(await drawPicture({ width, height }), "OTHER:banner");
  expect(Object.keys(checks)).not.toContain("aspect");
  expect(checks["longest-side"].verdict).toBe("pass");
  expect(checks["longest-side"].value).toBe(Math.max(width, height));
});

test.each(["MAIN", "PT01", "SWCH"])("a wide picture for %s should be square", async (variant) => {
  const checks = await checksOf(await drawPicture({ width: 2_000, height: 1_125 }), variant);
  expect(checks.aspect).toMatchObject({ verdict: "warn", limit: 1 });
});

describe("a picture of any variant", () => {
  test.each<[number, number, Record<string, string>]>([
    [400, 400, { "longest-side": "fail" }],
    [900, 900, { "longest-side": "warn" }],
    [1_200, 1_200, { "longest-side": "warn" }],
    [1_600, 1_600, {}],
    [10_001, 200, { "longest-side": "fail", aspect: "warn" }],
    [2_000, 1_990, {}],
    [2_000, 1_500, { aspect: "warn" }],
  ])("of %d x %d px", async (width, height, wrong) => {
    const mark = await drawPicture({ width: 20, height: 20, colour: "#203040", format: "png" });
    const plain = sharp({ create: { width, height, channels: 3, background: "#c86432" } });
    const checks = await checksOf(
      await plain
        .composite([{ input: mark, gravity: "centre" }])
        .jpeg()
        .toBuffer(),
      "PT01",
    );

    expect(complaints(checks)).toEqual(wrong);
    expect(checks["longest-side"].value).toBe(Math.max(width, height));
    expect(Object.keys(checks)).not.toContain("background");
  });

  test.each([
    ["jpeg", "pass"],
    ["png", "pass"],
    ["tiff", "pass"],
    ["webp", "fail"],
  ] as const)("stored as %s", async (format, verdict) => {
    const { format: check } = await checksOf(await drawPicture({ format, width: 1600, height: 1600 }), "PT01");
    expect(check).toMatchObject({ verdict, value: format });
  });

  test("above 10 MB is warned of", async () => {
    const examined = await examine(await drawPicture());
    const size = checkImage({ ...examined, bytes: 10_500_000 }, { variant: "PT01", sourceHash: null }).find(
      ({ id }) => id === "file-size",
    );
    expect(size).toMatchObject({ verdict: "warn", value: 10.5, unit: "MB" });
  });

  test("in grey or with a wide profile is not sRGB", async () => {
    const grey = await draw({ size: 600 }).toColourspace("b-w").png().toBuffer();
    const wide = await draw({ size: 600 }).withIccProfile("p3").png().toBuffer();

    expect((await checksOf(grey))["colour-space"]).toMatchObject({ verdict: "fail", value: "b-w" });
    expect((await checksOf(wide))["colour-space"].verdict).toBe("fail");
  });

  test("that opaque alpha comes with is plain sRGB", async () => {
    const opaque = await draw({ size: 600 }).ensureAlpha().png().toBuffer();
    expect((await checksOf(opaque))["colour-space"]).toMatchObject({ verdict: "pass", value: "srgb" });
  });
});

describe("what looks like another picture", () => {
  test("is told by the hash of a thumbnail, and what differs isn't", async () => {
    const bytes = await png({});
    const { thumbnail } = await inspectPicture(bytes);
    const source = (await examine(thumbnail)).hash;

    expect((await checksOf(bytes, "MAIN", source)).unchanged.verdict).toBe("warn");
    const other = await png({ fill: 0.6, shift: 0.15 });
    expect((await checksOf(other, "MAIN", source)).unchanged).toMatchObject({ verdict: "pass", unit: "bits" });
  });

  test("differs where the product comes in another colour", async () => {
    const hashOf = async (tones: Drawing["tones"] & {}) =>
      (await examine(await png({ fill: 0.5, details: false, edge: "none", tones }))).hash;
    const [blue, orange, grey] = [
      await hashOf(["#7fb0e8", "#12305c"]),
      await hashOf(["#e8a37f", "#5c2612"]),
      await hashOf(["#b0b0b0", "#303030"]),
    ];
    for (const [one, other] of [
      [blue, orange],
      [blue, grey],
      [orange, grey],
    ] as const)
      expect(hashDistance(one, other)).toBeGreaterThan(DUPLICATE_BITS);
  });

  test.each<[string, Drawing, Drawing]>([
    ["grey became white behind it", { background: 208 }, {}],
    ["light grey became white behind it", { background: 242 }, {}],
    ["it is black and not grey", { tones: ["#111111", "#111111"] }, { tones: ["#777777", "#777777"] }],
  ])("differs where %s", async (_name, one, other) => {
    const plain: Drawing = { size: 800, fill: 0.6, details: false, edge: "none" };
    const [first, second] = [await png({ ...plain, ...one }), await png({ ...plain, ...other })];
    const smaller = await draw({ ...plain, ...one })
      .resize(320)
      .jpeg({ quality: 60 })
      .toBuffer();

    const { hash } = await examine(first);
    expect(hashDistance(hash, (await examine(second)).hash)).toBeGreaterThan(DUPLICATE_BITS);
    expect(hashDistance(hash, (await examine(smaller)).hash)).toBeLessThanOrEqual(DUPLICATE_BITS);
  });

  test("warns up to the limit", () => {
    expect(duplicateCheck(null)).toMatchObject({ verdict: "pass", value: null });
    expect(duplicateCheck(DUPLICATE_BITS)).toMatchObject({ verdict: "warn", value: DUPLICATE_BITS });
    expect(duplicateCheck(DUPLICATE_BITS + 1).verdict).toBe("pass");
  });

  test("has hashes that fit PostgreSQL's bigint and count bits across the sign", () => {
    expect(hashDistance(-1n, 0n)).toBe(64);
    expect(hashDistance(-(2n ** 63n), 1n)).toBe(2);
  });
});

test("the worst verdict stands for all", () => {
  const [warn, pass] = [duplicateCheck(0), duplicateCheck(null)];
  expect(worstVerdict([])).toBe("pass");
  expect(worstVerdict([pass, warn])).toBe("warn");
  expect(worstVerdict([{ ...pass, verdict: "fail" }, warn, pass])).toBe("fail");
});

test("a picture can be asked to be smaller as well as larger", async () => {
  const check: Check = { id: "longest-side", verdict: "fail", value: 12_000, unit: "px", limit: 10_000 };
  expect(asked(check)).toBe("At most 10,000 px");
  expect(asked({ ...check, value: 400, limit: 500 })).toBe("At least 500 px");
  expect(asked({ ...check, value: 800, verdict: "warn", limit: 1_000 })).toBe("At least 1,000 px");
});

test("checks are told in the words that people write", () => {
  const check = (id: CheckId, value: string | number, limit: string | number, unit: string | null = null): Check => ({
    ...{ id, verdict: "fail", value, unit, limit },
  });
  const told = (one: Check) => [measured(one), asked(one)];
  expect(told(check("format", "webp", "jpeg, png, tiff, gif"))).toEqual(["WebP", "Should be JPEG, PNG, TIFF, GIF"]);
  expect(told(check("colour-space", "b-w, 16 bit with transparency", "srgb"))).toEqual([
    "Grayscale, 16 bit with transparency",
    "Should be sRGB",
  ]);
  expect(told(check("unchanged", 1, 2, "bits"))).toEqual(["2%", "More than 3%"]);
});

test("a white background is asked for in one sentence, whichever of its two limits was missed", () => {
  const limits = [99, 100].map((limit) => asked({ id: "background", verdict: "fail", value: 98.5, unit: "%", limit }));
  expect(new Set(limits)).toEqual(new Set(["At least 99%, and 100% along the edges"]));
});

describe("odd pictures", () => {
  test.each<[string, number, number, string, boolean]>([
    ["one white pixel", 1, 1, "#ffffff", true],
    ["one black pixel", 1, 1, "#000000", false],
    ["all white", 600, 600, "#ffffff", true],
    ["all black", 600, 600, "#000000", false],
    ["one pixel wide", 1, 900, "#ffffff", true],
    ["one pixel high", 900, 1, "#336699", false],
  ])("%s: nothing found, nothing broken", async (_name, width, height, colour, white) => {
    const checks = await checksOf(await drawPicture({ width, height, colour, format: "png" }));

    expect(checks.background).toMatchObject(white ? { verdict: "pass", value: 100 } : { verdict: "fail", value: 0 });
    expect(checks["frame-fill"]).toMatchObject({ verdict: "fail", value: 0 });
    for (const id of ["edge-contact", "border", "text"] as const) expect(checks[id].verdict).toBe("pass");
  });

  test.each(["jpeg", "png", "webp"] as const)("a blank %s fails, whatever its colour", async (format) => {
    for (const colour of ["#ffffff", "#000000", "#c86432"])
      for (const variant of ["MAIN", "PT01"]) {
        const { blank } = await checksOf(await drawPicture({ width: 700, height: 700, colour, format }), variant);
        expect(blank).toMatchObject({ verdict: "fail", limit: 12 });
      }
    expect((await checksOf(await png({}), "PT01")).blank).toMatchObject({ verdict: "pass" });
    const invisible = sharp({ create: { width: 700, height: 700, channels: 4, background: "#ff000000" } });
    expect((await checksOf(await invisible.png().toBuffer(), "PT01")).blank.verdict).toBe("fail");
  });

  test("damaged bytes and other files are no picture", async () => {
    const bytes = await drawPicture({ width: 300, height: 300 });
    await expect(examine(bytes.subarray(0, bytes.length / 2))).rejects.toThrow(NotAPicture);
    await expect(examine(Buffer.from("%PDF-1.7"))).rejects.toThrow(NotAPicture);
  });
});
