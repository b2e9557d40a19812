import type { Product, SourceImage } from "#lib/schemas/product.ts";
import { compareVariants, variantSchema } from "#lib/schemas/variant.ts";

const numbered = (name: string, last: number) =>
  Array.from({ length: last }, (_, index) => `${name}${String(index + 1).padStart(2, "0")}`);

/** Variants that are filled one after the other. */
const LISTING = ["MAIN", ...numbered("PT", 99)];
const INSIDE = numbered("IN", 99);
const PARTS = numbered("PS", 6);
const SINGLE = "SWCH TOPP BOTT LEFT RGHT FRNT BACK SIDE PAIR FACT EEGL".split(" ");

/** Every variant Amazon knows, the usual ones first. */
export const ALL_VARIANTS: readonly string[] = [...LISTING, ...SINGLE, ...INSIDE, ...PARTS];

/** The variants of photos by the photos' ids. */
export type PhotoVariants = Record<string, string>;

const firstFree = (variants: readonly string[], taken: ReadonlySet<string>) =>
  variants.find((variant) => !taken.has(variant)) ?? null;

/** MAIN where nothing is in it, else the first free PT variant; null where all are taken. */
export function nextFreeVariant(taken: Iterable<string>): string | null {
  return firstFree(LISTING, new Set(taken));
}

/** The variant in a name such as `B0EXAMPLE1.PT01.jpg`; null for any other name. */
function variantInName(name: string): string | null {
  const [, variant] = /^[a-z0-9]{10}\.([a-z0-9]{4})\.[a-z]+$/i.exec(name) ?? [];
  return variantSchema.safeParse(variant).data ?? null;
}

function variantAfter(variant: string, taken: ReadonlySet<string>): string | null {
  const run = [LISTING, INSIDE, PARTS].find((variants) => variants.includes(variant));
  return run ? firstFree(run.slice(run.indexOf(variant)), taken) : variant;
}

/**
 * A variant for each of some files, null where none is left. The first goes to the `chosen` variant and the others to the free
 * ones after it; with none chosen each goes to the variant in its name, else to the next free one.
 */
export function variantsForFiles(
  names: readonly string[],
  held: Iterable<string>,
  chosen: string | null,
): (string | null)[] {
  const taken = new Set(held);
  return names.map((name, place) => {
    const given = chosen === null ? variantInName(name) : place === 0 ? chosen : variantAfter(chosen, taken);
    const variant = given ?? (chosen === null ? firstFree(LISTING, taken) : null);
    if (variant) taken.add(variant);
    return variant;
  });
}

/** The variant with photos before (-1) or after (1) this one; null at the ends. */
export function variantBeside(photos: readonly SourceImage[], variant: string, step: 1 | -1): string | null {
  const variants = [...new Set(photos.map(({ variant }) => variant))].sort(compareVariants);
  return variants[variants.indexOf(variant) + step] ?? null;
}

/** The photos of two variants in each other's place. */
export function exchanged(photos: readonly SourceImage[], one: string, other: string): PhotoVariants {
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

/** Where those of the photos are now that a move names. */
export function variantsNow(photos: readonly SourceImage[], moved: PhotoVariants): PhotoVariants {
  return Object.fromEntries(photos.filter(({ id }) => id in moved).map(({ id, variant }) => [id, variant]));
}

const byVariantThenSize = (a: SourceImage, b: SourceImage) =>
  compareVariants(a.variant, b.variant) || b.width * b.height - a.width * a.height || (a.id < b.id ? -1 : 1);

/** A product with these photos, in the order in which the server lists them. */
export function withPhotos(product: Product, photos: readonly SourceImage[]): Product {
  const sourceImages = [...photos].sort(byVariantThenSize);
  return {
    ...product,
    sourceImages,
    sourceImageCount: sourceImages.length,
    variants: [...new Set(sourceImages.map(({ variant }) => variant))],
    thumbnailUrl: sourceImages[0]?.thumbnailUrl ?? null,
  };
}

/** A product after some of its photos moved to other variants. */
export function withMoved(product: Product, moved: PhotoVariants): Product {
  return withPhotos(
    product,
    product.sourceImages.map((photo) => ({ ...photo, variant: moved[photo.id] ?? photo.variant })),
  );
}

/** The photo that is closest to this one: the next, else the one before; null where it is alone. */
export function photoBeside(photos: readonly SourceImage[], id: string): SourceImage | null {
  const place = photos.findIndex((photo) => photo.id === id);
  return photos[place + 1] ?? photos[place - 1] ?? null;
}
