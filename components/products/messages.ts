import { FILTERS } from "#components/products/filters.tsx";
import { plural } from "#components/ui/count.ts";
import type { Product, ProductFilter, SourceImage } from "#lib/schemas/product.ts";
import { type FilterName, filtersOn, filterValue } from "#lib/schemas/product-filter.ts";

const SHORT = 80;

export const shortTitle = (title: string) => (title.length > SHORT ? `${title.slice(0, SHORT - 1).trimEnd()}…` : title);

export function productConsequences({
  sourceImages,
  generatedImages,
  generatedImageCount,
}: Pick<Product, "sourceImages" | "generatedImages" | "generatedImageCount">): string {
  const gone = [
    sourceImages.length > 0 && plural(sourceImages.length, "photo"),
    generatedImageCount > 0 && plural(generatedImageCount, "generated image"),
  ].filter(Boolean);
  const goes = sourceImages.length + generatedImageCount === 1 ? "goes" : "go";
  const lost = gone.length > 0 ? `Its ${gone.join(" and ")} ${goes} with it. ` : "";
  return `${lost}${generatedImages.length > 0 ? "Jobs still list these images, without the pictures. " : ""}You can undo this.`;
}

const sizeOf = ({ width, height }: SourceImage) => `${width} × ${height}`;

/** "MAIN photo", with its size if its variant has several. */
export function photoName(photo: SourceImage, photos: readonly SourceImage[]): string {
  const several = photos.filter(({ variant }) => variant === photo.variant).length > 1;
  return `${photo.variant} photo${several ? `, ${sizeOf(photo)}` : ""}`;
}

function resultsOf(photo: SourceImage, { generatedImages }: Pick<Product, "generatedImages">): string {
  const made = generatedImages.filter(
    ({ sourceImageId, status }) => sourceImageId === photo.id && status === "COMPLETED",
  ).length;
  if (made === 0) return "";
  return made === 1
    ? " The image generated from it is kept, but the source photo won't be shown."
    : ` The ${plural(made, "image")} generated from it are kept, but the source photo won't be shown.`;
}

export function deleteConsequences(photo: SourceImage, product: Product): string {
  const alone = product.sourceImages.filter(({ variant }) => variant === photo.variant).length === 1;
  const empty = alone ? ` This leaves ${photo.variant} empty.` : "";
  return `The photo of ${sizeOf(photo)} will be deleted.${empty}${resultsOf(photo, product)} You can undo this.`;
}

export function replaceConsequences(photo: SourceImage, product: Product): string {
  return `The photo of ${sizeOf(photo)} will be deleted and replaced by the new one.${resultsOf(photo, product)} You can undo this.`;
}

function wordsOf<Name extends FilterName>(filter: ProductFilter, name: Name): string {
  const value = filterValue(filter, name);
  return value === null ? "" : FILTERS[name].words(value);
}

/** A filter in words, to follow "all": `products with “mug”, in Kitchen, with PT01`. */
export function filterWords(filter: ProductFilter): string {
  const parts = filtersOn(filter).map((name) => wordsOf(filter, name));
  return ["products", parts.join(", ")].filter(Boolean).join(" ");
}
