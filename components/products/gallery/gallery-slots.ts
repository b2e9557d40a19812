import type { Variants } from "#components/products/edit/variant-rules.ts";
import { plural } from "#components/ui/count.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { isImageInProgress } from "#lib/schemas/image-state.ts";
import type { Product } from "#lib/schemas/product.ts";
import { compareVariants, LISTING_VARIANTS, otherName } from "#lib/schemas/variant-names.ts";

/** What is there for a variant that no current image fills. */
export type Gap = { isInProgress: boolean; candidates: number; isRejected: boolean; hasPhoto: boolean };

export type GallerySlot = {
  variant: string;
  /** The current images, also those that were rejected: they move together. */
  images: GeneratedImage[];
  /** Null for a gap. */
  shown: GeneratedImage | null;
  /** How many are to choose from. */
  contenders: number;
  gap: Gap;
};

type Pictures = Pick<Product, "sourceImages" | "generatedImages">;

/** Only these are put in order: MAIN and the swatch have rules of their own. */
export const isPart = (variant: string): boolean => variant !== "MAIN" && LISTING_VARIANTS.includes(variant);

const isRejected = ({ review }: GeneratedImage) => review.decision === "reject";

/** Fills a variant, or may fill it soon. */
const isInGallery = (image: GeneratedImage): boolean =>
  otherName(image.targetVariant) === null && (image.current || image.candidate || isImageInProgress(image));

function slotOf(variant: string, made: GeneratedImage[], { sourceImages }: Pictures): GallerySlot {
  const images = made.filter(({ current }) => current);
  const contenders = images.filter((image) => !isRejected(image));
  const gap = {
    isInProgress: made.some(isImageInProgress),
    candidates: made.filter((image) => image.candidate && !isRejected(image)).length,
    isRejected: made.some(isRejected),
    hasPhoto: sourceImages.some((photo) => photo.variant === variant),
  };
  return { variant, images, shown: contenders[0] ?? null, contenders: contenders.length, gap };
}

/** A listing shows no more: an image for a later variant makes no row of gaps. */
const LAST_GAP = LISTING_VARIANTS.indexOf("PT08");

/** In Amazon's order: MAIN, each PT variant up to the last one in use, and others in use. Empty where there is no image. */
export function slotsOf(product: Pictures): GallerySlot[] {
  const made = Map.groupBy(product.generatedImages.filter(isInGallery), ({ targetVariant }) => targetVariant);
  if (made.size === 0) return [];
  const last = Math.min(
    LAST_GAP,
    LISTING_VARIANTS.findLastIndex((variant) => made.has(variant)),
  );
  const variants = new Set(["MAIN", ...LISTING_VARIANTS.slice(0, last + 1), ...made.keys()]);
  return [...variants].sort(compareVariants).map((variant) => slotOf(variant, made.get(variant) ?? [], product));
}

/**
 * Puts the images of a PT variant in the place of another one. Those in the way move one place towards the place that it leaves,
 * as far as the first gap.
 */
export function movesOf(slots: readonly GallerySlot[], from: string, to: string): Variants {
  const row = slots.filter(({ variant }) => isPart(variant));
  const start = row.findIndex(({ variant }) => variant === from);
  const end = row.findIndex(({ variant }) => variant === to);
  const moves: Variants = {};
  if (start < 0 || end < 0 || start === end) return moves;
  const step = start < end ? -1 : 1;
  let carried = row[start]?.images ?? [];
  for (let at = end; carried.length > 0; at += step) {
    const slot = row[at];
    if (!slot) break;
    for (const { id } of carried) moves[id] = slot.variant;
    carried = at === start ? [] : slot.images;
  }
  return moves;
}

/** The PT variant next to it; null at the ends. */
export function partBeside(slots: readonly GallerySlot[], variant: string, step: 1 | -1): string | null {
  const row = slots.filter((slot) => isPart(slot.variant));
  const at = row.findIndex((slot) => slot.variant === variant);
  return at < 0 ? null : (row[at + step]?.variant ?? null);
}

/** The next PT variant with an image; null where none follows. */
export function nextFilled(slots: readonly GallerySlot[], variant: string): GallerySlot | null {
  const later = slots.filter((slot) => isPart(slot.variant) && slot.shown !== null);
  return later.find((slot) => compareVariants(slot.variant, variant) > 0) ?? null;
}

export function movedWords(slots: readonly GallerySlot[], from: string, to: string): string {
  const moves = movesOf(slots, from, to);
  const inTheWay = slots.filter(({ variant, images }) => variant !== from && images.some(({ id }) => id in moves));
  const [other] = inTheWay;
  if (!other) return `Image moved from ${from} to ${to}.`;
  const isSwap = inTheWay.length === 1 && other.images.every(({ id }) => moves[id] === from);
  if (isSwap) return `Swapped ${from} and ${to}.`;
  return `Image moved from ${from} to ${to}, and ${plural(inTheWay.length, "other image")} by one place.`;
}

export function withImagesMoved(product: Product, moved: Variants): Product {
  const generatedImages = product.generatedImages.map((image) => {
    const targetVariant = moved[image.id];
    return targetVariant === undefined ? image : { ...image, targetVariant, checks: [], verdict: null };
  });
  return { ...product, generatedImages };
}

export function imageVariantsNow({ generatedImages }: Product, moved: Variants): Variants {
  return Object.fromEntries(
    generatedImages.filter(({ id }) => id in moved).map(({ id, targetVariant }) => [id, targetVariant]),
  );
}
