import type { Approved } from "#lib/db/images/export.ts";
import { exportPath } from "#lib/schemas/amazon-rules.ts";

export async function* gather<Item>(
  items: AsyncIterable<Item>,
  belong: (one: Item, next: Item) => boolean,
): AsyncGenerator<readonly [Item, ...Item[]]> {
  let group: [Item, ...Item[]] | null = null;
  for await (const item of items) {
    if (group && belong(group[0], item)) group.push(item);
    else {
      if (group) yield group;
      group = [item];
    }
  }
  if (group) yield group;
}

export type VariantImages = readonly [Approved, ...Approved[]];

/** `setAside`: approved images that another one takes precedence over. */
export type Plan = { setAside: Approved[] } & (
  | { kind: "file"; file: string; image: Approved }
  | { kind: "collision"; images: VariantImages }
  | { kind: "missing-asin"; image: Approved }
  | { kind: "failing"; image: Approved }
  /** A person deselected each of them, and no other version is current. */
  | { kind: "not-selected"; images: VariantImages }
);

/** An approved current version takes precedence over this one. */
export function isSuperseded({ id, currentVersionId }: Approved): boolean {
  return currentVersionId !== null && currentVersionId !== id;
}

const isNonEmpty = (images: Approved[]): images is [Approved, ...Approved[]] => images.length > 0;

function newestOf(images: Approved[]): Approved[] {
  const newestFirst = images.toSorted((a, b) => Number(b.createdAt) - Number(a.createdAt) || (a.id < b.id ? 1 : -1));
  const newest = new Map<string, Approved>();
  for (const image of newestFirst) if (!newest.has(image.chainId)) newest.set(image.chainId, image);
  return images.filter((image) => newest.get(image.chainId) === image);
}

/** The current images. If none is: the newest approved version of each chain whose current version is not approved. */
function candidatesOf(images: VariantImages): Approved[] {
  const counting = images.filter(({ id, currentVersionId }) => currentVersionId === id);
  return isNonEmpty(counting) ? counting : newestOf(images.filter(isSuperseded));
}

/** A MAIN image needs checks that it does not fail. */
const isSafe = ({ variant, verdict }: Approved) => variant !== "MAIN" || verdict === "pass" || verdict === "warn";

/** One file per product and variant. A MAIN image that fails its checks is skipped unless `includeFailing`. */
export function planVariant(images: VariantImages, { includeFailing }: { includeFailing: boolean }): Plan {
  const candidates = candidatesOf(images);
  if (!isNonEmpty(candidates)) return { kind: "not-selected", images, setAside: [] };
  const [image, ...others] = candidates;
  const setAside = images.filter((other) => !candidates.includes(other));
  if (!image.asin) return { kind: "missing-asin", image, setAside: [...others, ...setAside] };
  if (others.length > 0) return { kind: "collision", images: candidates, setAside };
  if (!isSafe(image) && !includeFailing) return { kind: "failing", image, setAside };
  return { kind: "file", file: exportPath(image.asin, image.variant), image, setAside };
}

/** Input sorted by product and variant. */
export const byVariant = (images: AsyncIterable<Approved>): AsyncGenerator<VariantImages> =>
  gather(images, (one, next) => one.productId === next.productId && one.variant === next.variant);
