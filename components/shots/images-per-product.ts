import { plural } from "#components/ui/count.ts";
import type { Shot } from "#lib/schemas/shot.ts";
import { targetLabel } from "#lib/schemas/variant-names.ts";

/** "5 images per product: MAIN, PT01" */
export function imagesPerProduct(shots: readonly Shot[]): string {
  const images = shots.reduce((sum, { candidates }) => sum + candidates, 0);
  const targets = new Set(shots.map(({ variant, targetVariant }) => targetLabel(targetVariant ?? variant)));
  return `${plural(images, "image")} per product: ${[...targets].join(", ")}`;
}
