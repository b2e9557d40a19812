import type { Product, SourceImage } from "#lib/schemas/product.ts";
import { compareVariants, slotSchema } from "#lib/schemas/variant.ts";

const numbered = (name: string, last: number) =>
  Array.from({ length: last }, (_, index) => `${name}${String(index + 1).padStart(2, "0")}`);

/** Slots that are filled one after the other. */
const LISTING = ["MAIN", ...numbered("PT", 99)];
const INSIDE = numbered("IN", 99);
const PARTS = numbered("PS", 6);
const SINGLE = "SWCH TOPP BOTT LEFT RGHT FRNT BACK SIDE PAIR FACT EEGL".split(" ");

/** Every slot Amazon knows, the usual ones first. */
export const ALL_SLOTS: readonly string[] = [...LISTING, ...SINGLE, ...INSIDE, ...PARTS];

/** The slots of photos by the photos' ids. */
export type PhotoSlots = Record<string, string>;

const firstFree = (slots: readonly string[], taken: ReadonlySet<string>) =>
  slots.find((slot) => !taken.has(slot)) ?? null;

/** MAIN where nothing is in it, else the first free PT slot; null where all are taken. */
export function nextFreeSlot(taken: Iterable<string>): string | null {
  return firstFree(LISTING, new Set(taken));
}

/** The slot in a name such as `B0EXAMPLE1.PT01.jpg`; null for any other name. */
function slotInName(name: string): string | null {
  const [, slot] = /^[a-z0-9]{10}\.([a-z0-9]{4})\.[a-z]+$/i.exec(name) ?? [];
  return slotSchema.safeParse(slot).data ?? null;
}

function slotAfter(slot: string, taken: ReadonlySet<string>): string | null {
  const run = [LISTING, INSIDE, PARTS].find((slots) => slots.includes(slot));
  return run ? firstFree(run.slice(run.indexOf(slot)), taken) : slot;
}

/**
 * A slot for each of some files, null where none is left. The first goes to the `chosen` slot and the others to the free
 * ones after it; with none chosen each goes to the slot in its name, else to the next free one.
 */
export function slotsForFiles(
  names: readonly string[],
  held: Iterable<string>,
  chosen: string | null,
): (string | null)[] {
  const taken = new Set(held);
  return names.map((name, place) => {
    const given = chosen === null ? slotInName(name) : place === 0 ? chosen : slotAfter(chosen, taken);
    const slot = given ?? (chosen === null ? firstFree(LISTING, taken) : null);
    if (slot) taken.add(slot);
    return slot;
  });
}

/** The slot with photos before (-1) or after (1) this one; null at the ends. */
export function slotBeside(photos: readonly SourceImage[], slot: string, step: 1 | -1): string | null {
  const slots = [...new Set(photos.map(({ variant }) => variant))].sort(compareVariants);
  return slots[slots.indexOf(slot) + step] ?? null;
}

/** The photos of two slots in each other's place. */
export function exchanged(photos: readonly SourceImage[], one: string, other: string): PhotoSlots {
  const places = new Map([
    [one, other],
    [other, one],
  ]);
  return Object.fromEntries(
    photos.flatMap(({ id, variant }) => {
      const slot = places.get(variant);
      return slot ? [[id, slot]] : [];
    }),
  );
}

/** Where those of the photos are now that a move names. */
export function slotsNow(photos: readonly SourceImage[], moved: PhotoSlots): PhotoSlots {
  return Object.fromEntries(photos.filter(({ id }) => id in moved).map(({ id, variant }) => [id, variant]));
}

const bySlotThenSize = (a: SourceImage, b: SourceImage) =>
  compareVariants(a.variant, b.variant) || b.width * b.height - a.width * a.height || (a.id < b.id ? -1 : 1);

/** A product with these photos, in the order in which the server lists them. */
export function withPhotos(product: Product, photos: readonly SourceImage[]): Product {
  const sourceImages = [...photos].sort(bySlotThenSize);
  return {
    ...product,
    sourceImages,
    sourceImageCount: sourceImages.length,
    variants: [...new Set(sourceImages.map(({ variant }) => variant))],
    thumbnailUrl: sourceImages[0]?.thumbnailUrl ?? null,
  };
}

/** A product after some of its photos moved to other slots. */
export function withMoved(product: Product, moved: PhotoSlots): Product {
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
