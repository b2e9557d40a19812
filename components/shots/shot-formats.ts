import type { ImageType } from "#lib/schemas/image-type.ts";
import { type AspectRatio, DEFAULT_RATIO, type ImageSize } from "#lib/schemas/picture-format.ts";

/** What a model offers. `size`: that of a shot which names none. */
export type ShotFormats = {
  model: string;
  sizes: readonly ImageSize[];
  size: ImageSize;
  ratios: readonly AspectRatio[];
  /** How many photos one call may send. */
  pictures: number;
};

/** What a shot of the image type gets that names no format. */
export function defaultFormat(imageType: ImageType | undefined, { size }: Pick<ShotFormats, "size">) {
  return { aspectRatio: imageType?.aspectRatio ?? DEFAULT_RATIO, imageSize: imageType?.imageSize ?? size };
}
