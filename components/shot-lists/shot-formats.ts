import type { AspectRatio, ImageSize } from "#lib/schemas/picture-format.ts";

/** What the model of this installation offers. `size`: that of a shot which names none. */
export type ShotFormats = {
  model: string;
  sizes: readonly ImageSize[];
  size: ImageSize;
  ratios: readonly AspectRatio[];
  /** How many photos one call may send. */
  pictures: number;
};
