import type { SourceImage } from "./product.ts";
import { compareVariants } from "./variant-names.ts";

type Measured = Pick<SourceImage, "id" | "variant" | "width" | "height">;

/** In Amazon's order of variants; within one the largest first, which is the one that is used. In the database: `LARGEST_FIRST`. */
export function compareSourceImages(a: Measured, b: Measured): number {
  return compareVariants(a.variant, b.variant) || b.width * b.height - a.width * a.height || (a.id < b.id ? -1 : 1);
}
