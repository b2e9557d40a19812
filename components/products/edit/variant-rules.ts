import type { Product, SourceImage } from "#lib/schemas/product.ts";
import { compareSourceImages } from "#lib/schemas/source-order.ts";
import {
  canonical,
  compareVariants,
  INSIDE_VARIANTS,
  isVariant,
  LISTING_VARIANTS,
  PART_VARIANTS,
} from "#lib/schemas/variant-names.ts";

/** Variants by the id of a photo or an image. */
export type Variants = Record<string, string>;

const firstFree = (variants: readonly string[], taken: ReadonlySet<string>) =>
  variants.find((variant) => !taken.has(variant)) ?? null;

/** MAIN if it is empty, else the first free PT variant; null if all are taken. */
export function nextFreeVariant(taken: Iterable<string>): string | null {
  return firstFree(LISTING_VARIANTS, new Set(taken));
}

/** `B0EXAMPLE1.PT01.jpg` is for PT01; null for other names. */
function variantInName(name: string): string | null {
  const [, named = ""] = /^[a-z0-9]{10}\.([a-z0-9]{4})\.[a-z]+$/i.exec(name) ?? [];
  const variant = canonical(named);
  return isVariant(variant) ? variant : null;
}

function variantAfter(variant: string, taken: ReadonlySet<string>): string | null {
  const run = [LISTING_VARIANTS, INSIDE_VARIANTS, PART_VARIANTS].find((variants) => variants.includes(variant));
  return run ? firstFree(run.slice(run.indexOf(variant)), taken) : variant;
}

/**
 * Null where no variant is free. The first file gets `chosen` and the others the free variants after it; without
 * `chosen`, each file gets the variant in its name, else the next free one.
 */
export function variantsForFiles(
  names: readonly string[],
  held: Iterable<string>,
  chosen: string | null,
): (string | null)[] {
  const taken = new Set(held);
  return names.map((name, place) => {
    const given = chosen === null ? variantInName(name) : place === 0 ? chosen : variantAfter(chosen, taken);
    const variant = given ?? (chosen === null ? firstFree(LISTING_VARIANTS, taken) : null);
    if (variant) taken.add(variant);
    return variant;
  });
}

/** Null at the ends. */
export function variantBeside(photos: readonly SourceImage[], variant: string, step: 1 | -1): string | null {
  const variants = [...new Set(photos.map(({ variant }) => variant))].sort(compareVariants);
  return variants[variants.indexOf(variant) + step] ?? null;
}

export function exchanged(photos: readonly SourceImage[], one: string, other: string): Variants {
  const places = new Map([
    [one, other],
    [other, one],
  ]);
  return Object.fromEntries(
    photos.flatMap(({ id, variant }) => {
      const destination = places.get(variant);
      return destination ? [[id, destination]] : [];
    }),
  );
}

export function variantsNow(photos: readonly SourceImage[], moved: Variants): Variants {
  return Object.fromEntries(photos.filter(({ id }) => id in moved).map(({ id, variant }) => [id, variant]));
}

export function withPhotos(product: Product, photos: readonly SourceImage[]): Product {
  const sourceImages = [...photos].sort(compareSourceImages);
  return {
    ...product,
    sourceImages,
    sourceImageCount: sourceImages.length,
    variants: [...new Set(sourceImages.map(({ variant }) => variant))],
    thumbnailUrl: sourceImages[0]?.thumbnailUrl ?? null,
  };
}

export function withMoved(product: Product, moved: Variants): Product {
  return withPhotos(
    product,
    product.sourceImages.map((photo) => ({ ...photo, variant: moved[photo.id] ?? photo.variant })),
  );
}
