import type { Approved } from "#lib/db/export-images.ts";

/** The approved images of one product for one slot: at least one. */
export type SlotImages = readonly [Approved, ...Approved[]];

/** What becomes of a product's slot in an export. `setAside`: approved versions that others count before. */
export type Plan = { setAside: Approved[] } & (
  | { kind: "file"; file: string; image: Approved }
  | { kind: "collision"; images: SlotImages }
  | { kind: "missing-asin"; image: Approved }
  | { kind: "failing"; image: Approved }
);

/** The name that Amazon takes a file of this product and slot under (reference/amazon.md). */
export function fileName(asin: string, slot: string): string {
  return `${asin}.${slot}.jpg`;
}

/** Those that count, where some do; else all of them. */
function candidatesOf(images: SlotImages): SlotImages {
  const [first, ...others] = images.filter(({ isCurrent }) => isCurrent);
  return first ? [first, ...others] : images;
}

/**
 * Decides about one product's slot: there is one file of each, and a MAIN image that fails its checks is left out unless `includeFailing`.
 */
export function planSlot(images: SlotImages, { includeFailing }: { includeFailing: boolean }): Plan {
  const candidates = candidatesOf(images);
  const [image, ...others] = candidates;
  const setAside = images.filter((other) => !candidates.includes(other));
  if (!image.asin) return { kind: "missing-asin", image, setAside: [...others, ...setAside] };
  if (others.length > 0) return { kind: "collision", images: candidates, setAside };
  const isSafe = image.slot !== "MAIN" || image.verdict === "pass" || image.verdict === "warn";
  if (!isSafe && !includeFailing) return { kind: "failing", image, setAside };
  return { kind: "file", file: fileName(image.asin, image.slot), image, setAside };
}

/** Gathers images that come sorted by product and slot. */
export async function* bySlot(images: AsyncIterable<Approved>): AsyncGenerator<SlotImages> {
  let group: [Approved, ...Approved[]] | null = null;
  for await (const image of images) {
    const isSame = group !== null && group[0].productId === image.productId && group[0].slot === image.slot;
    if (isSame && group) group.push(image);
    else {
      if (group) yield group;
      group = [image];
    }
  }
  if (group) yield group;
}
