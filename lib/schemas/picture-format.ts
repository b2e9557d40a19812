/** Width to height. */
export const ASPECT_RATIOS = [
  "1:1",
  "2:3",
  "3:2",
  "3:4",
  "4:3",
  "4:5",
  "5:4",
  "9:16",
  "16:9",
  "21:9",
  "1:4",
  "4:1",
  "1:8",
  "8:1",
] as const;
export type AspectRatio = (typeof ASPECT_RATIOS)[number];

/** Amazon advises square images. */
export const DEFAULT_RATIO: AspectRatio = "1:1";

/** As Google names them: about so many px on a side of a square image. */
export const IMAGE_SIZES = ["512", "1K", "2K", "4K"] as const;
export type ImageSize = (typeof IMAGE_SIZES)[number];
