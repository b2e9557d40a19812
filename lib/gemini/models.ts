import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import type { AspectRatio, ImageSize } from "#lib/schemas/picture-format.ts";

type ModelFacts = {
  sizes: readonly ImageSize[];
  /** That of an image for which none was chosen: 2K where offered, on gemini-3-pro-image for the price of 1K. */
  size: ImageSize;
  ratios: readonly AspectRatio[];
  /** How many pictures one call may send. */
  pictures: number;
  /** The day (UTC) from which Google no longer offers it, where one was announced. */
  retiresAt?: string;
};

const RATIOS: readonly AspectRatio[] = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
const LONG_RATIOS: readonly AspectRatio[] = [...RATIOS, "1:4", "4:1", "1:8", "8:1"];

/** Source: Google's model pages and its guide to image generation, August to November 2026. */
const MODELS: Record<string, ModelFacts> = {
  "gemini-3-pro-image": { sizes: ["1K", "2K", "4K"], size: "2K", ratios: RATIOS, pictures: 14 },
  "gemini-nano-banana-2.1": { sizes: ["1K", "2K", "4K"], size: "2K", ratios: LONG_RATIOS, pictures: 14 },
  "gemini-3.1-flash-lite-image": { sizes: ["1K"], size: "1K", ratios: RATIOS, pictures: 14 },
  "gemini-3.1-flash-image": {
    sizes: ["512", "1K", "2K", "4K"],
    size: "2K",
    ratios: LONG_RATIOS,
    pictures: 14,
    retiresAt: "2026-10-29",
  },
  "gemini-2.5-flash-image": { sizes: ["1K"], size: "1K", ratios: RATIOS, pictures: 3, retiresAt: "2026-10-02" },
  [DEMO_MODEL]: { sizes: ["1K"], size: "1K", ratios: LONG_RATIOS, pictures: 14 },
};
/** What most models take. */
const UNKNOWN: ModelFacts = { sizes: ["1K"], size: "1K", ratios: RATIOS, pictures: 14 };

export function factsOf(model: string): ModelFacts {
  return MODELS[model] ?? UNKNOWN;
}

/** How long before a model ends this is said. */
const NOTICE_DAYS = 60;

/** The day from which the model is no longer offered, once that is near or past; else null. */
export function nearRetirement(model: string, now: Date): string | null {
  const { retiresAt } = factsOf(model);
  return retiresAt && Date.parse(retiresAt) - now.getTime() <= NOTICE_DAYS * 86_400_000 ? retiresAt : null;
}

/** The size of the image that is made. */
export function madeSize(model: string, chosen: ImageSize | null): ImageSize {
  return imageSizeFor(model, chosen) ?? factsOf(model).size;
}

/** The size to ask for: null for models of one size, which must not be named. */
export function imageSizeFor(model: string, chosen: ImageSize | null): ImageSize | null {
  const { sizes, size } = factsOf(model);
  if (sizes.length === 1) return null;
  return chosen && sizes.includes(chosen) ? chosen : size;
}
