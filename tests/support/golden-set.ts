import type { Check, CheckId, Verdict } from "#lib/schemas/check.ts";
import { drawGolden, type ProductName, type Recipe } from "#tests/support/golden-picture.ts";

/** Of the checks that the picture leaves no doubt about. */
export type Truth = Partial<Record<CheckId, Verdict>>;
export type GoldenCase = { name: string; truth: Truth; draw: () => Promise<Buffer> };
export type Wrong = { name: string; check: string; must: Verdict; is: Verdict };

const LEAST_FILL = 0.85;

/**
 * By Amazon's rules for MAIN. Nothing is said about the background and the fill of a cut product, about the background
 * of text, which counts as neither, about the fill with a prop, which may belong to the product, and about the edge that a
 * reflection may reach.
 */
function truthOf(recipe: Recipe): Truth {
  const { background = 255, lit = background, fill = 0.9, shift, gap, frame, text, prop, reflection } = recipe;
  const isWhite = background === 255 && lit === 255 && !recipe.noise && !recipe.shadow && !reflection && !frame;
  const isCut = shift !== undefined || (gap !== undefined && gap.px <= 0);
  return {
    ...(isCut || text ? {} : { background: isWhite ? "pass" : "fail" }),
    ...(isCut || prop ? {} : { "frame-fill": fill >= LEAST_FILL ? "pass" : "fail" }),
    ...(reflection ? {} : { "edge-contact": isCut ? "fail" : "pass" }),
    border: frame ? "fail" : "pass",
    text: text ? "warn" : "pass",
  };
}

export function wrongVerdicts({ name, truth }: GoldenCase, checks: readonly Check[]): Wrong[] {
  return checks.flatMap(({ id, verdict }) => {
    const must = truth[id];
    return must && must !== verdict ? [{ name, check: id, must, is: verdict }] : [];
  });
}

type Named = [name: string, recipe: Recipe];

const each = <Item>(items: readonly Item[], cases: (item: Item) => Named[]): Named[] => items.flatMap(cases);

const ALL: readonly ProductName[] = [
  ...(["mug", "linen bag", "cream mug", "kettle", "lamp", "bottle", "plant", "towels"] as const),
  ...(["block", "steel", "porcelain", "pale ball", "ring", "cable", "cutlery"] as const),
  ...(["white box with an outline", "white box with a faint outline"] as const),
];
const SOME = ["mug", "cream mug", "lamp"] as const;
const PALE = ["tone 246", "tone 250", "tone 252", "tone 253", "tone 254"] as const;
const SIDES = ["left", "top", "right", "bottom"] as const;

const plain = each(ALL, (product) => [
  [`${product} on white`, { product }],
  [`${product} on white, too small, JPEG 85`, { product, fill: 0.8, quality: 85 }],
]);

const jpegs = each(["kettle", "plant", "cutlery", "porcelain"] as const, (product) =>
  each([60, 70, 80, 90, 95], (quality) => [[`${product}, JPEG ${quality}`, { product, quality }]]),
);

const sizes = each([800, 1200, 1600, 2048], (size) =>
  each(SOME, (product) => [
    [`${product} of ${size} px`, { product, size, quality: 90 }],
    [`${product} of ${size} px, a little too small`, { product, size, fill: 0.83, quality: 80 }],
    [`${product} of ${size} px, just large enough`, { product, size, fill: 0.87, quality: 80 }],
  ]),
);

const aspects = each([0.75, 1.5], (aspect) =>
  each(SOME, (product) => [[`${product}, width to height ${aspect}`, { product, aspect, size: 1400, quality: 90 }]]),
);

const backgrounds = each([250, 251, 252, 253, 254], (background) =>
  each(SOME, (product) => [
    [`${product} on ${background}`, { product, background }],
    [`${product} on ${background}, JPEG 92`, { product, background, quality: 92, fill: 0.82 }],
  ]),
);

const gradients = each(
  [
    [255, 254],
    [255, 245],
    [250, 225],
    [240, 200],
  ] as const,
  ([lit, background]) =>
    each(["mug", "bottle"] as const, (product) => [
      [`${product} before ${lit} to ${background}`, { product, lit, background }],
      [`${product} before ${lit} to ${background}, too small`, { product, lit, background, fill: 0.75, quality: 90 }],
    ]),
);

const shadows = each(["under", "beside", "wide"] as const, (shadow) =>
  each(["mug", "cream mug", "lamp", "steel", "porcelain", "grey"] as const, (product) => [
    [`${product}, shadow ${shadow}`, { product, shadow, fill: 0.82 }],
    [`${product}, shadow ${shadow}, JPEG 80`, { product, shadow, fill: 0.88, quality: 80 }],
  ]),
);

const reflections = each([0.1, 0.3], (reflection) =>
  each(SOME, (product) => [[`${product}, reflection ${reflection}`, { product, reflection, fill: 0.7, quality: 90 }]]),
);

const frames = [
  ...each([1, 2, 3, 5, 8, 12, 20], (px) =>
    each([1024, 2048], (size): Named[] => {
      const recipe: Recipe = { product: "mug", size, fill: 0.8, frame: { px } };
      return [
        [`frame of ${px} px at ${size} px`, recipe],
        [`pale frame of ${px} px at ${size} px`, { ...recipe, frame: { px, colour: "#d8d8d8" }, quality: 90 }],
      ];
    }),
  ),
  ...each([4, 16], (inset): Named[] => [
    [`frame ${inset} px off the edge`, { product: "kettle", fill: 0.8, frame: { px: 6, inset } }],
    [`red frame ${inset} px off the edge`, { product: "lamp", fill: 0.8, frame: { px: 6, inset, colour: "#c33" } }],
  ]),
];

const edges = each(SIDES, (side) => [
  ...each([0, -40], (px) =>
    each(["mug", "porcelain"] as const, (product): Named[] => [
      [`${product}, ${-px} px cut ${side}`, { product, gap: { side, px }, fill: 0.88, quality: 92 }],
    ]),
  ),
  [`plant 6 px from ${side}`, { product: "plant", gap: { side, px: 6 }, fill: 0.88, quality: 92 }],
]);

const texts = each(["lines", "badge", "watermark"] as const, (text) =>
  each([800, 2048], (size) => [
    [`bottle, ${text}, ${size} px`, { product: "bottle", text, size, fill: 0.8, quality: 90 }],
    [`mug, ${text}, ${size} px`, { product: "mug", text, size, fill: 0.8 }],
  ]),
);

const props = each(["beside", "in front"] as const, (prop) =>
  each(["bottle", "lamp"] as const, (product) => [[`${product}, prop ${prop}`, { product, prop, quality: 90 }]]),
);

const pale = each(PALE, (product) => [
  [`${product} on white`, { product }],
  [`${product} on white, JPEG 90`, { product, quality: 90 }],
  [`${product} on white, too small`, { product, fill: 0.7 }],
  [`${product} cut on the left`, { product, gap: { side: "left", px: -30 } }],
]);

const grain = each([1, 3], (noise) => each(SOME, (product) => [[`${product}, noise ${noise}`, { product, noise }]]));

export const GOLDEN_SET: readonly GoldenCase[] = [
  ...[plain, jpegs, sizes, aspects, backgrounds, gradients, shadows, reflections],
  ...[frames, edges, texts, props, pale, grain],
]
  .flat()
  .map(([name, recipe]) => ({ name, truth: truthOf(recipe), draw: () => drawGolden(recipe) }));
